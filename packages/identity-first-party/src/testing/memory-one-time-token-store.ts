import type { OneTimeTokenPayload, OneTimeTokenStore } from '../one-time-token-store.js';

/** For tests, and for a single process that may forget its links when it ends. */
export class MemoryOneTimeTokenStore implements OneTimeTokenStore {
  readonly #tokens = new Map<string, { readonly payload: OneTimeTokenPayload; readonly expiresAt: Date }>();

  async put(tokenHash: string, payload: OneTimeTokenPayload, expiresAt: Date): Promise<void> {
    this.#tokens.set(tokenHash, { payload, expiresAt });
  }

  async take(tokenHash: string, at: Date): Promise<OneTimeTokenPayload | null> {
    const kept = this.#tokens.get(tokenHash);
    this.#tokens.delete(tokenHash);
    return kept && at < kept.expiresAt ? kept.payload : null;
  }
}
