import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MailRefused, MailUnavailable } from '@keepword/accounts';
import { disclosedCategories, resendConfig, ResendMailer } from '@keepword/email-resend';
import { fixedClock, systemClock } from '@keepword/primitives';
import { Resend } from 'resend';
import { inboxVendor } from '../inbox/inbox-vendor.js';
import { mailOf, mailsIn } from '../testing/mails.js';
import { stackControlSecret, stackSecrets, startVendorStack, type VendorStack } from '../testing/vendor-stack.js';
import { resendVendor } from './resend-vendor.js';

const vendors = (receives = true) => {
  const inbox = inboxVendor({ smtpPort: 0, controlSecret: stackControlSecret });
  return [inbox.vendor, resendVendor({ inbox, receives })];
};

let stack: VendorStack;

const mailer = (apiKey = stackSecrets.resendApiKey, baseUrl = `${stack.host.url}/resend`) =>
  new ResendMailer(resendConfig.parse({ apiKey, baseUrl }));
const sdk = () => new Resend(stackSecrets.resendApiKey, { baseUrl: `${stack.host.url}/resend` });
const fromOutside = (mail: object) =>
  fetch(`${stack.host.url}/inbox/_control/deliver`, {
    method: 'POST',
    headers: { 'x-keepword-control': stackControlSecret },
    body: JSON.stringify(mail),
  });

// The SDK checks a signature's age against the machine's own time.
beforeEach(async () => {
  stack = await startVendorStack(vendors(), systemClock);
});

afterEach(() => stack.stop());

describe('mail by Resend', () => {
  it('lands in the inbox and can be asked for', async () => {
    const mail = mailOf({ headers: { 'X-Class': 'service' } });
    const { vendorMessageId } = await mailer().send(mail);
    expect(await mailsIn(stack.host.url, `?to=${mail.to}`)).toMatchObject([
      { from: mail.from, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html },
    ]);
    expect((await sdk().emails.get(vendorMessageId)).data).toMatchObject({ id: vendorMessageId, to: [mail.to], last_event: 'delivered' });
    expect((await sdk().emails.get('6f1c0000-0000-4000-8000-000000000000')).error).toMatchObject({ name: 'not_found', statusCode: 404 });
    const submitted = stack.host
      .control('resend')
      .requests(10)
      .find(({ method }) => method === 'POST');
    expect(Object.keys(JSON.parse(submitted?.body ?? '{}') as object).filter((field) => !(field in disclosedCategories))).toEqual([]);
  });

  it('takes an address from the contacts, and does not mind one that is not there', async () => {
    const { contacts } = mailer();
    await sdk().contacts.create({ email: 'ada+news@example.com' });
    await sdk().contacts.create({ email: 'berta@example.com' });
    expect(await contacts.holds('ada+news@example.com')).toBe(true);
    await contacts.remove('ada+news@example.com');
    await contacts.remove('ada+news@example.com');
    expect([await contacts.holds('ada+news@example.com'), await contacts.holds('berta@example.com')]).toEqual([false, true]);
    stack.host.control('resend').change({ rejectWith: 503 });
    await expect(contacts.holds('berta@example.com')).rejects.toThrow(MailUnavailable);
  });

  it('goes out once per id, also after a restart', async () => {
    const mail = mailOf();
    const first = await mailer().send(mail);
    expect(await mailer().send(mail)).toEqual(first);
    await stack.restart(vendors());
    expect(await mailer().send(mail)).toEqual(first);
    expect(await mailsIn(stack.host.url)).toHaveLength(1);
  });

  it('is refused for good when it says something else under its id, or has no recipient', async () => {
    const mail = mailOf();
    await mailer().send(mail);
    await expect(mailer().send({ ...mail, subject: 'other' })).rejects.toThrow(MailRefused);
    const refused = mailer().send(mailOf({ to: 'no address' }));
    await expect(refused).rejects.toThrow(MailRefused);
    await expect(refused).rejects.not.toThrow(/no address/);
  });

  it('may be tried again when the service fails, limits us, is away or does not know our key', async () => {
    const control = stack.host.control('resend');
    control.change({ fail: true });
    await expect(mailer().send(mailOf())).rejects.toThrow(MailUnavailable);
    control.reset();
    control.change({ rejectWith: 429 });
    await expect(mailer().send(mailOf())).rejects.toThrow(MailUnavailable);
    control.reset();
    await expect(mailer('re_wrong').send(mailOf())).rejects.toThrow(MailUnavailable);
    await expect(mailer(undefined, 'http://127.0.0.1:1').send(mailOf())).rejects.toThrow(MailUnavailable);
    expect(await mailsIn(stack.host.url)).toEqual([]);
  });

  it('is forgotten a week later by the clock, in the folder as well, and stays in the mailbox', async () => {
    await stack.stop();
    const clock = fixedClock('2026-03-01T08:00:00Z');
    stack = await startVendorStack(vendors(), clock);
    const { vendorMessageId } = await mailer().send(mailOf());
    await fromOutside({ from: 'p@example.com', to: 'privacy@keepword.example', subject: 'Delete me', text: 'please' });
    const files = () =>
      ['emails', 'received'].flatMap((folder) =>
        readdirSync(path.join(stack.dataDir, 'resend', folder)).filter((name) => name.endsWith('.json')),
      );
    clock.set('2026-03-08T08:00:00Z');
    await stack.restart(vendors());
    expect([(await sdk().emails.get(vendorMessageId)).data?.id, files().length]).toEqual([vendorMessageId, 2]);
    clock.set('2026-03-08T08:00:01Z');
    await pause(1_500);
    expect([(await sdk().emails.get(vendorMessageId)).error?.name, files()]).toEqual(['not_found', []]);
    expect((await sdk().emails.receiving.list()).data?.data).toEqual([]);
    expect(await mailsIn(stack.host.url)).toHaveLength(2);
  });

  it('lists a corrected address in place of the former one, and keeps who wants no mailings', async () => {
    const { contacts } = mailer();
    expect(await contacts.readdress('nobody@example.com', 'new@example.com')).toBe('nothing-to-correct');
    await sdk().contacts.create({ email: 'ada@old.example', firstName: 'Ada', unsubscribed: true });
    expect(await contacts.readdress('ada@old.example', 'ada@new.example')).toBe('told');
    expect(await contacts.readdress('ada@old.example', 'ada@new.example')).toBe('told');
    expect((await sdk().contacts.get('ada%40new.example')).data).toMatchObject({ first_name: 'Ada', unsubscribed: true });
    expect(await contacts.holds('ada@old.example')).toBe(false);
    expect(await contacts.readdress('ada@new.example', 'Ada@new.example')).toBe('told');
    await sdk().contacts.create({ email: 'ada@third.example' });
    expect(await contacts.readdress('ada@new.example', 'ada@third.example')).toBe('told');
    expect((await sdk().contacts.get('ada%40third.example')).data?.unsubscribed).toBe(true);
  });

  it('goes out in batches, whole or not at all', async () => {
    const { id: _id, class: _class, ...mail } = mailOf();
    expect((await sdk().batch.send([mail, { ...mail, to: 'second@example.com' }])).data?.data).toHaveLength(2);
    expect((await sdk().batch.send([mail, { ...mail, to: 'x' }])).error).toMatchObject({ name: 'validation_error' });
    expect(await mailsIn(stack.host.url)).toHaveLength(2);
  });

  it('knows domains', async () => {
    const { data } = await sdk().domains.create({ name: 'mail.keepword.example' });
    expect((await sdk().domains.get(data?.id ?? '')).data).toMatchObject({ name: 'mail.keepword.example', status: 'verified' });
  });
});

describe('mail from outside', () => {
  const mail = {
    from: 'p@example.com',
    to: 'privacy@keepword.example',
    subject: 'Delete me',
    text: 'please',
    attachments: [{ filename: 'id.txt', content: 'YQ==' }],
  };

  it('is told by a signed webhook that names the mail, which can then be read', async () => {
    await fromOutside(mail);
    const [webhook] = await stack.waitForWebhooks(1);
    expect(webhook?.path).toBe('/webhooks/resend');
    const headers = {
      id: webhook?.headers['svix-id'] ?? '',
      timestamp: webhook?.headers['svix-timestamp'] ?? '',
      signature: webhook?.headers['svix-signature'] ?? '',
    };
    const payload = Buffer.from(webhook?.rawBody ?? []).toString();
    const event = sdk().webhooks.verify({ payload, headers, webhookSecret: stackSecrets.resendWebhookSecret });
    if (event.type !== 'email.received') throw new Error(`a mail came as ${event.type}`);
    expect(payload).not.toContain('please');
    const { data } = await sdk().emails.receiving.get(event.data.email_id);
    expect(data).toMatchObject({
      from: mail.from,
      to: [mail.to],
      subject: mail.subject,
      text: mail.text,
      html: null,
      attachments: [{ filename: 'id.txt', size: 1 }],
    });
    const attachment = await sdk().emails.receiving.attachments.get({ emailId: event.data.email_id, id: data?.attachments[0]?.id ?? '' });
    expect(await (await fetch(attachment.data?.download_url ?? '')).text()).toBe('a');
    expect(() =>
      sdk().webhooks.verify({ payload: payload.replace('Delete', 'Export'), headers, webhookSecret: stackSecrets.resendWebhookSecret }),
    ).toThrow();
  });

  it('is told to nobody where the profile does not list Resend', async () => {
    await stack.restart(vendors(false));
    await fromOutside(mail);
    expect(stack.host.control('resend').sent(10)).toEqual([]);
    expect((await sdk().emails.receiving.list()).data?.data).toEqual([]);
  });
});
