import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type { IncomingMail, MailDoorKeeper } from '@keepword/accounts';
import { createTransport } from 'nodemailer';
import { SMTP_DOOR_LIMITS, SmtpDoor } from './smtp-door.js';
import { selfSigned } from './testing/self-signed.js';

const mailbox = 'privacy@keepword.example';
const at = new Date('2026-03-04T08:00:00Z');

let taken: IncomingMail[];
let failures: unknown[];
let away: Error | null;
let isCrowded: boolean;
let door: SmtpDoor;
let port: number;

const keeper: MailDoorKeeper = {
  isMailbox: (address) => address.toLowerCase() === mailbox,
  admits: () => Promise.resolve(!isCrowded),
  nameOf: (parts) => parts.join('|'),
  now: () => at,
  take(mail) {
    if (away) return Promise.reject(away);
    taken.push(mail);
    return Promise.resolve();
  },
  failed: (error) => failures.push(error),
};

beforeEach(async () => {
  [taken, failures, away, isCrowded] = [[], [], null, false];
  door = new SmtpDoor({ host: '127.0.0.1', port: 0, name: 'keepword.example', tls: null }, keeper);
  ({ port } = await door.open());
});
afterEach(() => door.close());

async function send(mail: object): Promise<unknown> {
  const transport = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  try {
    return await transport.sendMail({ from: 'Anna <anna@example.org>', to: mailbox, subject: 'My data', text: 'A copy, please.', ...mail });
  } finally {
    transport.close();
  }
}

/** Speaks as written, whatever that is. @returns everything that the door said */
async function speak(...lines: readonly (string | Buffer)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  let said = '';
  socket.on('data', (part) => (said += part.toString('latin1')));
  socket.on('error', () => undefined);
  await said220(socket, () => said);
  for (const line of lines) {
    const before = said.length;
    socket.write(line);
    const answered = () => said.length > before;
    for (let waitedMs = 0; !answered() && waitedMs < 3_000 && !socket.destroyed; waitedMs += 5) await new Promise((r) => setTimeout(r, 5));
  }
  socket.destroy();
  return said;
}

async function said220(socket: Socket, said: () => string): Promise<void> {
  while (!said().includes('220')) await once(socket, 'data');
}

const greeting = ['EHLO outside.example\r\n', 'MAIL FROM:<anna@example.org>\r\n', `RCPT TO:<${mailbox}>\r\n`, 'DATA\r\n'] as const;

describe('a mail', () => {
  it('is handed on with what it says and where it is from, and counts what is attached', async () => {
    await send({
      messageId: '<one@example.org>',
      html: '<p>A copy, please.<img src="cid:logo"></p>',
      attachments: [
        { filename: 'passport.jpg', content: Buffer.alloc(2_000, 7) },
        { filename: 'logo.png', content: Buffer.alloc(100), cid: 'logo' },
        { filename: 'letter.pdf', content: Buffer.alloc(10) },
      ],
    });
    expect(taken).toHaveLength(1);
    expect(taken[0]).toMatchObject({
      from: 'Anna <anna@example.org>',
      to: [mailbox],
      subject: 'My data',
      attachments: 2,
      receivedAt: at,
    });
    expect(taken[0]?.text?.trim()).toBe('A copy, please.');
    expect(JSON.stringify(taken[0])).not.toContain('BwcHBw');
  });

  it('has one name however often it is delivered, and another one when its words differ', async () => {
    const mail = { messageId: '<same@example.org>' };
    await send({ ...mail, headers: { Received: 'from one by two' } });
    await send({ ...mail, headers: { Received: 'from three by four' } });
    await send({ ...mail, text: 'Something else under a borrowed id.' });
    const [first, second, third] = taken.map(({ id }) => id);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
    expect(first).toMatch(/^smtp:/);
  });

  it('that bounced has an empty return path, whatever it claims itself', async () => {
    const data = `Return-Path: <anna@example.org>\r\nFrom: MAILER-DAEMON@example.org\r\nSubject: back\r\n\r\nIt came back.\r\n.\r\n`;
    await speak('EHLO outside.example\r\n', 'MAIL FROM:<>\r\n', `RCPT TO:<${mailbox}>\r\n`, 'DATA\r\n', data);
    expect(taken[0]?.headers['return-path']).toBe('<>');
  });

  it('without any header is from whoever the envelope names', async () => {
    await speak(...greeting, '\r\nonly words\r\n.\r\n');
    expect(taken[0]).toMatchObject({ from: 'anna@example.org', subject: '', attachments: 0 });
  });
});

describe('the door', () => {
  it('knows its mailboxes and relays nothing', async () => {
    await expect(send({ to: 'somebody@elsewhere.example' })).rejects.toMatchObject({ responseCode: 550 });
    await send({ to: [mailbox.toUpperCase(), 'somebody@elsewhere.example'] });
    expect(taken.map(({ to }) => to)).toEqual([['PRIVACY@keepword.example']]);
    expect(await speak('EHLO outside.example\r\n', 'AUTH PLAIN AGEAYg==\r\n')).not.toContain('235');
  });

  it('asks to come later while nothing can be kept, and says nothing of why', async () => {
    away = new Error('the database with the secret name is away');
    await expect(send({})).rejects.toMatchObject({ responseCode: 451, response: expect.not.stringContaining('secret') });
    expect(failures).toEqual([away]);
    away = null;
    await send({});
    expect(taken).toHaveLength(1);
  });

  it('speaks TLS when asked to, and not below 1.2', async () => {
    const guarded = new SmtpDoor({ host: '127.0.0.1', port: 0, name: 'keepword.example', tls: selfSigned }, keeper);
    const opened = await guarded.open();
    const over = (tls: object) =>
      createTransport({ host: '127.0.0.1', port: opened.port, requireTLS: true, tls: { rejectUnauthorized: false, ...tls } });
    const mail = { from: 'anna@example.org', to: mailbox, text: 'over TLS' };
    await over({}).sendMail(mail);
    await expect(over({ maxVersion: 'TLSv1.1', minVersion: 'TLSv1' }).sendMail(mail)).rejects.toThrow();
    await guarded.close();
    expect(taken).toHaveLength(1);
    const plain = createTransport({ host: '127.0.0.1', port, requireTLS: true });
    await expect(plain.sendMail(mail)).rejects.toThrow();
  });

  it('asks to come later when a network sends too much', async () => {
    isCrowded = true;
    await expect(send({})).rejects.toMatchObject({ responseCode: 451 });
  });

  it('refuses a mail that is too large, said before or found out', async () => {
    const body = Buffer.alloc(SMTP_DOOR_LIMITS.mailBytes + 100_000, 'x\r\n');
    await expect(send({ text: body })).rejects.toMatchObject({ responseCode: 552 });
    const announced = await speak('EHLO outside.example\r\n', `MAIL FROM:<a@example.org> SIZE=${SMTP_DOOR_LIMITS.mailBytes + 1}\r\n`);
    expect(announced).toContain('552');
    expect(taken).toEqual([]);
    await send({});
    expect(taken).toHaveLength(1);
  });

  it('keeps nothing of mails that break off', async () => {
    for (let count = 0; count < 20; count += 1) {
      const socket = connect(port, '127.0.0.1');
      let said = '';
      socket.on('data', (part) => (said += part.toString('latin1')));
      await said220(socket, () => said);
      socket.write(greeting.join(''));
      while (!said.includes('354')) await once(socket, 'data');
      socket.write(Buffer.alloc(4_000_000, 'y\r\n'));
      socket.destroy();
    }
    await send({});
    expect(taken).toHaveLength(1);
  });

  it.each([
    ['bytes that are no commands', [Buffer.from([0, 255, 1, 254, 13, 10]), Buffer.alloc(40_000, 200)]],
    ['a command without an end', [Buffer.alloc(100_000, 'A')]],
    ['commands in the wrong order', ['DATA\r\n', 'RCPT TO:<x>\r\n', 'MAIL FROM\r\n', '.\r\n']],
    [
      'a mail of bytes',
      [...greeting, Buffer.concat([Buffer.from('Subject: \xff\xfe\r\n\r\n', 'latin1'), Buffer.alloc(5_000, 0), Buffer.from('\r\n.\r\n')])],
    ],
    ['parts inside parts', [...greeting, nested(400)]],
    ['a header without an end', [...greeting, Buffer.concat([Buffer.from(`Subject: ${'a '.repeat(400_000)}`), Buffer.from('\r\n.\r\n')])]],
    [
      'a part that never ends',
      [...greeting, 'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!\r\n.\r\n'],
    ],
  ])('stays open after %s', async (_name, lines) => {
    await speak(...lines);
    await send({});
    expect(taken.at(-1)?.subject).toBe('My data');
  });

  it('gives one address a share of the connections', async () => {
    const sockets = Array.from({ length: SMTP_DOOR_LIMITS.connectionsOfOneAddress + 3 }, () => connect(port, '127.0.0.1'));
    const said = await Promise.all(sockets.map(async (socket) => String((await once(socket, 'data'))[0])));
    expect(said.filter((line) => line.startsWith('421')).length).toBeGreaterThanOrEqual(3);
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => setTimeout(resolve, 50));
    await send({});
    expect(taken).toHaveLength(1);
  });
});

function nested(depth: number): string {
  const open = Array.from(
    { length: depth },
    (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
  ).join('');
  return `${open}\r\nhello\r\n.\r\n`;
}
