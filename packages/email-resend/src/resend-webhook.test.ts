import { createHmac } from 'node:crypto';
import { ResendReceiver } from './resend-receiver.js';

const secret = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`;
const now = new Date('2026-03-04T08:00:00Z');
const mailId = '01932c07-209b-4000-8000-000000000001';
const receiver = new ResendReceiver({ apiKey: 're_test', webhookSecret: secret });

function signed(body: string, { at = now, key = secret, tamper = (text: string) => text } = {}) {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const signature = createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
    .update(`msg_1.${timestamp}.${body}`)
    .digest('base64');
  return {
    headers: { 'svix-id': 'msg_1', 'svix-timestamp': timestamp, 'svix-signature': `v1,AAAA v1,${signature}` },
    rawBody: Buffer.from(tamper(body)),
    receivedAt: now,
  };
}

const event = (type = 'email.received', data: object = { email_id: mailId }) => JSON.stringify({ type, data });

describe('what Resend tells of received mail', () => {
  it('is taken when it is signed and fresh', () => {
    expect(receiver.readWebhook(signed(event()))).toEqual({ read: 'mail', mailId });
    expect(receiver.readWebhook(signed(event('email.delivered')))).toEqual({ read: 'another-event' });
  });

  it.each([
    ['another secret', signed(event(), { key: `whsec_${Buffer.from('another').toString('base64')}` }), 'bad-signature'],
    ['a changed body', signed(event(), { tamper: (text) => `${text} ` }), 'bad-signature'],
    ['an old one, replayed', signed(event(), { at: new Date(now.getTime() - 301_000) }), 'stale'],
    ['one from the future', signed(event(), { at: new Date(now.getTime() + 301_000) }), 'stale'],
    ['no signature', { headers: {}, rawBody: Buffer.from(event()), receivedAt: now }, 'malformed'],
    ['no id of a mail', signed(event('email.received', { email_id: '../emails' })), 'malformed'],
    ['no JSON', signed('hello'), 'malformed'],
  ])('is refused with %s', (_what, webhook, refused) => {
    expect(receiver.readWebhook(webhook)).toEqual({ refused });
  });
});
