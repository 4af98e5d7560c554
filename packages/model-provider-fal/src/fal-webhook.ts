import { createHash, createPublicKey, verify, type KeyObject } from 'node:crypto';
import type { VendorWebhook } from '@keepword/creations';
import type { Clock } from '@keepword/primitives';
import { z } from 'zod';

const ageMsMax = 5 * 60_000;
const keysMax = 20;
const keysFreshMs = 24 * 60 * 60_000;
/** A signature that no known key fits may mean new keys; strangers must not make us ask for them more often than this. */
const keysRefetchMsMin = 60_000;

const jwks = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string().optional(), x: z.string().max(200).optional() })).max(keysMax),
});

/** The vendor's public keys, fetched when needed and kept for a day. */
export class FalKeys {
  #keys: readonly KeyObject[] = [];
  #fetchedAt: number | null = null;
  #fetching: Promise<void> | null = null;

  constructor(
    private readonly load: () => Promise<unknown>,
    private readonly clock: Clock,
  ) {}

  async current(): Promise<readonly KeyObject[]> {
    if (this.#ageMs() >= keysFreshMs) await this.#refresh();
    return this.#keys;
  }

  /** @returns null when the keys were asked for a moment ago */
  async renewed(): Promise<readonly KeyObject[] | null> {
    if (this.#ageMs() < keysRefetchMsMin) return null;
    await this.#refresh();
    return this.#keys;
  }

  /** A clock that was moved back makes the keys old, not fresh for ever. */
  #ageMs(): number {
    return this.#fetchedAt === null ? Number.POSITIVE_INFINITY : Math.abs(this.clock.now().getTime() - this.#fetchedAt);
  }

  #refresh(): Promise<void> {
    this.#fetching ??= this.#fetch().finally(() => {
      this.#fetching = null;
    });
    return this.#fetching;
  }

  async #fetch(): Promise<void> {
    const { keys } = jwks.parse(await this.load());
    this.#keys = keys.flatMap(({ kty, crv, x }) =>
      kty === 'OKP' && crv === 'Ed25519' && x ? [createPublicKey({ key: { kty, crv, x }, format: 'jwk' })] : [],
    );
    this.#fetchedAt = this.clock.now().getTime();
  }
}

/**
 * Checks signature and age: Ed25519 over the lines request id, user id, timestamp and SHA-256 of the body.
 * @returns the event's id; the vendor reports a request once, so it is the request's id
 */
export async function verifyFalWebhook(
  webhook: VendorWebhook,
  keys: FalKeys,
): Promise<{ eventId: string } | { refused: 'bad-signature' | 'stale' | 'malformed' }> {
  const requestId = webhook.headers['x-fal-webhook-request-id'];
  const userId = webhook.headers['x-fal-webhook-user-id'];
  const timestamp = webhook.headers['x-fal-webhook-timestamp'];
  const signature = webhook.headers['x-fal-webhook-signature'];
  if (!requestId || requestId.length > 200 || !userId || userId.length > 200 || !timestamp || !/^\d{1,12}$/.test(timestamp))
    return { refused: 'malformed' };
  if (!signature || !/^[0-9a-f]{128}$/i.test(signature)) return { refused: signature ? 'bad-signature' : 'malformed' };
  // Asked first, since it costs nothing: an old message must not make us fetch keys.
  const stale = Math.abs(webhook.receivedAt.getTime() - Number(timestamp) * 1000) > ageMsMax;

  const digest = createHash('sha256').update(webhook.rawBody).digest('hex');
  const message = Buffer.from([requestId, userId, timestamp, digest].join('\n'), 'utf8');
  const fits = (known: readonly KeyObject[]) => known.some((key) => verify(null, message, key, Buffer.from(signature, 'hex')));
  if (stale) return { refused: 'stale' };
  if (fits(await keys.current())) return { eventId: requestId };
  const renewed = await keys.renewed();
  return renewed && fits(renewed) ? { eventId: requestId } : { refused: 'bad-signature' };
}
