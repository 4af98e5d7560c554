import { createHash, createHmac } from 'node:crypto';
import type { Id } from '@keepword/primitives';

/** Where a vendor reports about one prediction. */
export interface Callbacks {
  /** Unguessable, and the same one for every attempt to submit the same prediction. */
  secretFor(predictionId: Id): string;
  /**
   * The address with the secret in it.
   * @returns null where the vendor is only polled
   */
  urlFor(vendor: string, secret: string): string | null;
}

/** Callback secrets made from a key, so that none is stored. @param key at least 32 random bytes */
export function keyedCallbacks(key: Uint8Array, urlFor: Callbacks['urlFor']): Callbacks {
  if (key.length < 32) throw new RangeError(`the key for callback secrets must have at least 32 bytes, found ${key.length}`);
  return {
    secretFor: (predictionId) => createHmac('sha256', key).update(`callback ${predictionId}`, 'utf8').digest('base64url'),
    urlFor,
  };
}

/** By this a vendor's call back finds its prediction; the secret itself is only in the address. */
export function callbackDigest(secret: string): Uint8Array {
  return createHash('sha256').update(secret, 'utf8').digest();
}
