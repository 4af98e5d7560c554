import type { AddressInfo, Socket } from 'node:net';
import type { Readable } from 'node:stream';
import type { IncomingMail, MailDoor, MailDoorKeeper } from '@keepword/accounts';
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from 'smtp-server';
import type { SmtpDoorConfig } from './config.js';
import { readMail, type Envelope } from './read-mail.js';

/** Everything about a connection has a bound: anybody may come to this door. */
export const SMTP_DOOR_LIMITS = {
  /** Bytes of one mail; a larger one is refused with 552. */
  mailBytes: 10 * 1024 * 1024,
  /** Bytes of all mails that are being received at this moment; whoever comes on top of them is asked to come later. */
  bytesInHand: 64 * 1024 * 1024,
  connections: 100,
  connectionsOfOneAddress: 20,
  recipients: 20,
  /** Without a word from the other side. */
  silenceMs: 60_000,
  /** From the first byte of a connection to its end, whatever it does. */
  connectionMs: 10 * 60_000,
  /** For whoever is in the middle of a mail when the door closes. */
  closingMs: 5_000,
} as const;

type Done = (error?: Error | null) => void;

/** A mail server for the mailboxes of one deployment: it takes in and keeps nothing itself, relays nothing, and lets nobody sign in. */
export class SmtpDoor implements MailDoor {
  readonly #config: SmtpDoorConfig;
  readonly #keeper: MailDoorKeeper;
  readonly #server: SMTPServer;
  readonly #perAddress = new Map<string, number>();
  #bytesInHand = 0;

  constructor(config: SmtpDoorConfig, keeper: MailDoorKeeper) {
    this.#config = config;
    this.#keeper = keeper;
    this.#server = new SMTPServer(this.#options());
    // A connection that breaks off or talks nonsense is everyday; a port that is taken rejects where it is opened.
    this.#server.on('error', () => undefined);
    this.#server.server.on('connection', (socket) => this.#watch(socket));
  }

  async open(): Promise<{ readonly port: number }> {
    const { host, port } = this.#config;
    await new Promise<void>((resolve, reject) => {
      const listener = this.#server.listen(port, host, resolve);
      listener.once('error', reject);
    });
    return { port: (this.#server.server.address() as AddressInfo).port };
  }

  close(): Promise<void> {
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #options(): SMTPServerOptions {
    const { name, tls } = this.#config;
    return {
      name,
      banner: 'mail is read here',
      size: SMTP_DOOR_LIMITS.mailBytes,
      rejectOversized: true,
      maxClients: SMTP_DOOR_LIMITS.connections,
      socketTimeout: SMTP_DOOR_LIMITS.silenceMs,
      closeTimeout: SMTP_DOOR_LIMITS.closingMs,
      authOptional: true,
      disabledCommands: tls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
      ...(tls ? { ...tls, minVersion: 'TLSv1.2' } : { hideSTARTTLS: true }),
      hideENHANCEDSTATUSCODES: false,
      disableReverseLookup: true,
      logger: false,
      onConnect: ({ remoteAddress }, done) => done(this.#crowdAt(remoteAddress)),
      onMailFrom: (_address, session, done) => void this.#admit(session, done),
      onRcptTo: (address, session, done) => done(this.#refusalOf(address.address, session)),
      onData: (stream, session, done) => void this.#receive(stream, session, done),
    };
  }

  /** One address gets a share of the connections, and none of them lasts for ever: a byte a minute is no silence. */
  #watch(socket: Socket): void {
    const address = asIPv4(socket.remoteAddress ?? '');
    const open = (this.#perAddress.get(address) ?? 0) + 1;
    this.#perAddress.set(address, open);
    const ending = setTimeout(() => socket.destroy(), SMTP_DOOR_LIMITS.connectionMs).unref();
    socket.once('close', () => {
      clearTimeout(ending);
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left > 0) this.#perAddress.set(address, left);
      else this.#perAddress.delete(address);
    });
  }

  #crowdAt(address: string): Error | null {
    const open = this.#perAddress.get(asIPv4(address)) ?? 0;
    return open > SMTP_DOOR_LIMITS.connectionsOfOneAddress
      ? reply(421, '4.7.0 Too many connections from your address, come again later')
      : null;
  }

  async #admit({ remoteAddress }: SMTPServerSession, done: Done): Promise<void> {
    try {
      done((await this.#keeper.admits(remoteAddress)) ? null : reply(451, '4.7.1 Too many mails from your network, come again later'));
    } catch (error) {
      this.#keeper.failed(error);
      done(reply(451, '4.3.0 Come again later'));
    }
  }

  #refusalOf(address: string, { envelope }: SMTPServerSession): Error | null {
    if (!this.#keeper.isMailbox(address)) return reply(550, '5.1.1 There is no such mailbox here');
    return envelope.rcptTo.length < SMTP_DOOR_LIMITS.recipients ? null : reply(452, '4.5.3 Too many recipients');
  }

  async #receive(stream: Readable, { envelope }: SMTPServerSession, done: Done): Promise<void> {
    const parties = { from: envelope.mailFrom ? envelope.mailFrom.address : '', to: envelope.rcptTo.map(({ address }) => address) };
    const collected = await this.#collect(stream);
    try {
      // What is too large is answered by the library.
      done(collected.raw ? await this.#take(collected.raw, parties) : reply(452, '4.3.1 Too much mail at this moment, come again later'));
    } finally {
      this.#bytesInHand -= collected.bytes;
    }
  }

  /** Reads to the end in any case, as the answer can only be given there; keeps nothing beyond the limits. */
  async #collect(stream: Readable): Promise<{ readonly raw: Uint8Array | null; readonly bytes: number }> {
    let parts: Buffer[] = [];
    let bytes = 0;
    let isTooMuch = false;
    const forget = () => {
      isTooMuch = true;
      this.#bytesInHand -= bytes;
      [parts, bytes] = [[], 0];
    };
    try {
      for await (const part of stream as AsyncIterable<Buffer>) {
        if (isTooMuch) continue;
        parts.push(part);
        bytes += part.length;
        this.#bytesInHand += part.length;
        if (bytes > SMTP_DOOR_LIMITS.mailBytes || this.#bytesInHand > SMTP_DOOR_LIMITS.bytesInHand) forget();
      }
    } catch {
      forget(); // broken off in the middle: there is nobody left to answer
    }
    return { raw: isTooMuch ? null : Buffer.concat(parts), bytes };
  }

  async #take(raw: Uint8Array, envelope: Envelope): Promise<Error | null> {
    let mail: IncomingMail;
    try {
      mail = await readMail(raw, envelope, this.#keeper);
    } catch {
      return reply(554, '5.6.0 The mail could not be read'); // its sender is told, and can write another
    }
    try {
      await this.#keeper.take(mail);
      return null;
    } catch (error) {
      this.#keeper.failed(error);
      return reply(451, '4.3.0 The mail could not be kept, send it again later');
    }
  }
}

/** A socket that takes both families writes IPv4 addresses the long way. */
const asIPv4 = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

const reply = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });
