import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import PostalMime from 'postal-mime';
import { SMTPServer, type SMTPServerSession } from 'smtp-server';
import type { ReceivedMail } from './mail.js';

export interface SmtpDoorOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly user: string;
  readonly password: string;
  receive(mail: ReceivedMail): void;
}

export interface SmtpDoor {
  readonly port: number;
  stop(): Promise<void>;
}

const mailBytesMax = 25 * 1024 * 1024;
const recipientsMax = 50;

/** A mail server on 127.0.0.1 that lets in who can sign in, and puts each mail into its recipients' mailboxes. */
export async function openSmtpDoor(options: SmtpDoorOptions): Promise<SmtpDoor> {
  const server = new SMTPServer({
    banner: 'Keepword local mail',
    size: mailBytesMax,
    authOptional: false,
    authMethods: ['PLAIN', 'LOGIN'],
    // The door opens to this computer alone, so no certificate is needed.
    allowInsecureAuth: true,
    hideSTARTTLS: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    onAuth({ username, password }, _session, done) {
      const admitted = equal(username ?? '', options.user) && equal(password ?? '', options.password);
      if (admitted) done(null, { user: options.user });
      else done(replyError(535, '5.7.8 Authentication credentials invalid'));
    },
    onRcptTo(_address, session, done) {
      done(session.envelope.rcptTo.length < recipientsMax ? null : replyError(452, '4.5.3 Too many recipients'));
    },
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(replyError(552, '5.3.4 Message too big'));
        readMail(Buffer.concat(parts), session).then(
          (mail) => {
            options.receive(mail);
            done();
          },
          () => done(replyError(554, '5.6.0 Message could not be read')),
        );
      });
    },
  });
  // A client that goes away in the middle of a mail is no reason to stop; a port that is taken rejects below.
  server.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    const listener = server.listen(options.port, '127.0.0.1', resolve);
    listener.once('error', reject);
  });
  return {
    port: (server.server.address() as AddressInfo).port,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
}

async function readMail(raw: Buffer, { envelope }: SMTPServerSession): Promise<ReceivedMail> {
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'base64' });
  const sender = mail.from?.address ? (mail.from.name ? `${mail.from.name} <${mail.from.address}>` : mail.from.address) : null;
  const bounce = envelope.mailFrom ? envelope.mailFrom.address : '';
  return {
    from: sender ?? bounce,
    to: envelope.rcptTo.map(({ address }) => address),
    subject: mail.subject ?? '',
    text: mail.text ?? '',
    html: mail.html ?? null,
    ...(mail.messageId === undefined ? {} : { messageId: mail.messageId }),
    headers: Object.fromEntries(mail.headers.map(({ key, value }) => [key, value])),
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename: filename ?? 'unnamed',
      contentType: mimeType,
      content: typeof content === 'string' ? content : Buffer.from(content as ArrayBuffer).toString('base64'),
    })),
  };
}

const replyError = (responseCode: number, message: string) => Object.assign(new Error(message), { responseCode });

/** Digests have one length, whatever was typed. */
function equal(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
