import { createHmac, timingSafeEqual } from 'node:crypto';
import type { MailWebhook } from '@keepword/accounts';

const ageMsMax = 5 * 60_000;
const signaturesMax = 10;

/**
 * Checks signature and age by the scheme of Svix, which Resend signs with: HMAC-SHA256 over `id.timestamp.body` with the decoded secret. The SDK's own
 * check asks the machine's clock for the age; ours is handed the instant of receipt.
 */
export function refusalOf(webhook: MailWebhook, secret: string): 'bad-signature' | 'stale' | 'malformed' | null {
  const { 'svix-id': id, 'svix-timestamp': timestamp, 'svix-signature': signatures } = webhook.headers;
  if (!id || id.length > 200 || !timestamp || !/^\d{1,12}$/.test(timestamp) || !signatures) return 'malformed';
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(webhook.rawBody).digest();
  const isGenuine = signatures
    .split(' ')
    .slice(0, signaturesMax)
    .some((signature) => {
      const given = Buffer.from(signature.startsWith('v1,') ? signature.slice('v1,'.length) : '', 'base64');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
  if (!isGenuine) return 'bad-signature';
  return Math.abs(webhook.receivedAt.getTime() - Number(timestamp) * 1000) > ageMsMax ? 'stale' : null;
}
