import { MailRefused, MailUnavailable } from '@keepword/accounts';
import { smtpConfig, SmtpMailer } from '@keepword/email-smtp';
import { fixedClock } from '@keepword/primitives';
import { createTransport } from 'nodemailer';
import { mailOf, mailsIn } from '../testing/mails.js';
import { stackControlSecret, stackSecrets, startVendorStack, type VendorStack } from '../testing/vendor-stack.js';
import { inboxVendor, type Inbox, type OutsideMail } from './inbox-vendor.js';

const start = new Date('2026-11-21T08:00:00Z');
const clock = fixedClock(start);
const openInbox = () => inboxVendor({ smtpPort: 0, controlSecret: stackControlSecret });

let inbox: Inbox;
let stack: VendorStack;
let mailers: SmtpMailer[];

const mailer = (change: { password?: string; port?: number } = {}) => {
  const { smtpUser, smtpPassword } = stackSecrets;
  const url = `smtp://${smtpUser}:${encodeURIComponent(change.password ?? smtpPassword)}@127.0.0.1:${change.port ?? inbox.smtpPort()}`;
  const made = new SmtpMailer(smtpConfig.parse({ url }));
  mailers.push(made);
  return made;
};

const deliver = (body: object, secret: string | null = stackControlSecret) =>
  fetch(`${stack.host.url}/inbox/_control/deliver`, {
    method: 'POST',
    headers: secret === null ? {} : { 'x-keepword-control': secret },
    body: JSON.stringify(body),
  });

beforeEach(async () => {
  mailers = [];
  clock.set(start);
  inbox = openInbox();
  stack = await startVendorStack([inbox.vendor], clock);
});

afterEach(async () => {
  for (const each of mailers) each.close();
  await stack.stop();
});

describe('mail by SMTP', () => {
  it('arrives whole', async () => {
    const mail = mailOf({ headers: { 'List-Unsubscribe': '<http://127.0.0.1:9/u>' } });
    const { vendorMessageId } = await mailer().send(mail);
    expect(vendorMessageId).toBe(`<${mail.id}@keepword.example>`);
    const [{ text, ...listed } = { text: '' }] = await mailsIn(stack.host.url, '?to=ADA.canary@example.com');
    expect(listed).toEqual({
      id: expect.any(String),
      from: mail.from,
      to: mail.to,
      subject: mail.subject,
      html: expect.stringContaining('token=abc'),
      sentAt: start.toISOString(),
    });
    expect(text.trim()).toBe(mail.text);
  });

  it('that is sent again under its id is there once', async () => {
    const smtp = mailer();
    const mail = mailOf();
    await Promise.all([smtp.send(mail), smtp.send(mail), smtp.send(mailOf())]);
    expect(await mailsIn(stack.host.url)).toHaveLength(2);
  });

  it('needs a sign-in, and a wrong one leaves the mail to be tried again', async () => {
    await expect(mailer({ password: 'wrong' }).send(mailOf())).rejects.toThrow(MailUnavailable);
    const stranger = createTransport({ host: '127.0.0.1', port: inbox.smtpPort() ?? 0, ignoreTLS: true });
    await expect(stranger.sendMail({ from: 'a@example.com', to: 'b@example.com', text: 'x' })).rejects.toThrow(/auth/i);
    expect(await mailsIn(stack.host.url)).toEqual([]);
  });

  it('is MailUnavailable when nobody answers and MailRefused when there is no such recipient, without repeating the address', async () => {
    await expect(mailer({ port: 1 }).send(mailOf())).rejects.toThrow(MailUnavailable);
    const refused = mailer().send(mailOf({ to: 'no address' }));
    await expect(refused).rejects.toThrow(MailRefused);
    await expect(refused).rejects.not.toThrow(/no address/);
  });
});

describe('the mailboxes', () => {
  const put = (to: readonly string[], change: object = {}) =>
    inbox.deliver({ from: 'a@example.com', to, subject: 's', text: 't', html: null, ...change });

  it('give each recipient a copy, newest first, as many as asked', async () => {
    put(['one@example.com', 'two@example.com'], { subject: 'first' });
    put(['one@example.com'], { subject: 'second' });
    expect((await mailsIn(stack.host.url, '?to=one@example.com')).map(({ subject }) => subject)).toEqual(['second', 'first']);
    expect(await mailsIn(stack.host.url, '?to=ne@example.com')).toEqual([]);
    expect((await mailsIn(stack.host.url, '?limit=1')).map(({ subject }) => subject)).toEqual(['second']);
  });

  it('are there after a restart, and hold the newest 2,000', async () => {
    for (let count = 0; count < 2_700; count += 1) put(['one@example.com'], { subject: String(count) });
    inbox = openInbox();
    await stack.restart([inbox.vendor]);
    put(['one@example.com'], { subject: 'last' });
    const subjects = (await mailsIn(stack.host.url, '?limit=500')).map(({ subject }) => subject);
    expect(subjects.slice(0, 3)).toEqual(['last', '2699', '2698']);
    expect(subjects).toHaveLength(500);
  });

  it('give up mails three months later by the clock, and then for good', async () => {
    put(['one@example.com'], { subject: 'first' });
    clock.set(new Date(start.getTime() + 90 * 86_400_000));
    put(['one@example.com'], { subject: 'second' });
    inbox = openInbox();
    await stack.restart([inbox.vendor]);
    expect(await mailsIn(stack.host.url)).toHaveLength(2);
    clock.set(new Date(start.getTime() + 90 * 86_400_000 + 1));
    inbox = openInbox();
    await stack.restart([inbox.vendor]);
    expect((await mailsIn(stack.host.url)).map(({ subject }) => subject)).toEqual(['second']);
    clock.set(start);
    inbox = openInbox();
    await stack.restart([inbox.vendor]);
    expect(await mailsIn(stack.host.url)).toHaveLength(1);
  });

  it('show a list and a mail, and let no mail run anything', async () => {
    const evil = '<script>alert(1)</script><img src=x onerror=alert(1)>"><b>';
    const [mail] = put(['one@example.com'], {
      subject: evil,
      html: `<p>${evil}</p>`,
      attachments: [{ filename: 'a.txt', contentType: 'text/plain', content: 'YQ==' }],
    });
    const list = await fetch(`${stack.host.url}/inbox?to=one`);
    const listed = await list.text();
    expect(list.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(listed).toContain('&#60;script&#62;alert(1)');
    expect(listed).not.toContain('<script>alert');
    const view = await (await fetch(`${stack.host.url}/inbox/messages/${mail?.id}/view`)).text();
    expect(view).toContain('sandbox="allow-popups allow-popups-to-escape-sandbox"');
    expect(view).toContain('a.txt');
    expect(view).not.toContain('<script');
    expect((await fetch(`${stack.host.url}/inbox/messages/none/view`)).status).toBe(404);
    expect(await (await fetch(`${stack.host.url}/inbox?to=nobody`)).text()).toContain('No mail for this recipient yet.');
  });
});

describe('mail from outside', () => {
  it('needs the control secret and the shape of a mail', async () => {
    const mail = { from: 'p@example.com', to: 'privacy@keepword.example', subject: 's', text: 't' };
    expect((await deliver(mail, null)).status).toBe(403);
    expect((await deliver(mail, 'wrong')).status).toBe(403);
    expect((await deliver({ ...mail, to: 'x' })).status).toBe(400);
    expect(await mailsIn(stack.host.url)).toEqual([]);
  });

  it('lands in the mailbox and is told to who listens', async () => {
    const told: OutsideMail[] = [];
    inbox.onOutsideMail((mail) => told.push(mail));
    const attachments = [{ filename: 'id.txt', content: 'YQ==' }];
    expect(
      (await deliver({ from: 'p@example.com', to: ['privacy@keepword.example'], subject: 'Delete me', text: 'please', attachments }))
        .status,
    ).toBe(202);
    expect(await mailsIn(stack.host.url, '?to=privacy@keepword.example')).toMatchObject([
      { from: 'p@example.com', subject: 'Delete me', text: 'please', html: null },
    ]);
    expect(told).toMatchObject([
      {
        mail: { subject: 'Delete me', attachments: [{ filename: 'id.txt', contentType: 'application/octet-stream', content: 'YQ==' }] },
        copies: [{ to: 'privacy@keepword.example' }],
      },
    ]);
  });
});
