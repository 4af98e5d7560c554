import { createHmac } from 'node:crypto';
import type { IdentityClaims } from './ports/identity-provider.js';
import type { Lookup } from './ports/account-store.js';

/** Addresses are compared as people mean them: letter case and surrounding space do not matter. */
export const normaliseEmail = (email: string) => email.trim().toLowerCase();

/** Makes the keyed hashes that lead to an account without the value itself standing in the table (readings B25). */
export class LookupHash {
  /** @param key at least 32 random bytes, kept outside the database */
  constructor(private readonly key: Uint8Array) {
    if (key.length < 32) throw new RangeError(`the lookup key must have at least 32 bytes, found ${key.length}`);
  }

  email(email: string): Lookup {
    return { kind: 'email', hash: this.#hash('email', normaliseEmail(email)) };
  }

  identity({ provider, providerSubject }: Pick<IdentityClaims, 'provider' | 'providerSubject'>): Lookup {
    return { kind: 'identity', hash: this.#hash('identity', `${provider}\n${providerSubject}`) };
  }

  vendorUser(userId: string): Lookup {
    return { kind: 'vendor-user', hash: this.#hash('vendor-user', userId) };
  }

  #hash(kind: string, value: string): Uint8Array {
    return createHmac('sha256', this.key).update(`${kind}\n${value}`, 'utf8').digest();
  }
}
