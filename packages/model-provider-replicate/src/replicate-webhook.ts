import { createHmac, timingSafeEqual } from 'node:crypto';
import type { VendorWebhook } from '@keepword/creations';

const ageMsMax = 5 * 60_000;
const signaturesMax = 10;

/**
 * Checks signature and age by the Standard Webhooks scheme that Replicate uses: HMAC-SHA256 over `id.timestamp.body` with the decoded secret.
 * The SDK's own check compares in variable time and ignores the age, so it is not used.
 * @returns the event's id, which a repeated delivery carries again
 */
export function verifyReplicateWebhook(
  webhook: VendorWebhook,
  secret: string,
): { eventId: string } | { refused: 'bad-signature' | 'stale' | 'malformed' } {
  const eventId = webhook.headers['webhook-id'];
  const timestamp = webhook.headers['webhook-timestamp'];
  const signatures = webhook.headers['webhook-signature'];
  if (!eventId || eventId.length > 200 || !timestamp || !/^\d{1,12}$/.test(timestamp) || !signatures) return { refused: 'malformed' };

  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const expected = createHmac('sha256', key).update(`${eventId}.${timestamp}.`).update(webhook.rawBody).digest();
  let genuine = false;
  for (const signature of signatures.split(' ').slice(0, signaturesMax)) {
    if (!signature.startsWith('v1,')) continue;
    const given = Buffer.from(signature.slice(3), 'base64');
    if (given.length === expected.length && timingSafeEqual(given, expected)) genuine = true;
  }
  if (!genuine) return { refused: 'bad-signature' };
  return Math.abs(webhook.receivedAt.getTime() - Number(timestamp) * 1000) > ageMsMax ? { refused: 'stale' } : { eventId };
}
