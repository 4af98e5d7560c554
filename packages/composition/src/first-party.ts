import type { SignInMethod } from '@keepword/accounts';
import { firstPartyIdentity, firstPartyIdentityConfig, type OneTimeTokenPayload } from '@keepword/identity-first-party';
import type { PlatformEnvironment } from './environment.js';
import { settingsOf } from './adapter-settings.js';
import type { Identity } from './identity.js';

/** Where mailed links wait; the database's one-time tokens are one. */
export interface LinkTokens {
  put(tokenHash: Uint8Array, payload: Readonly<Record<string, unknown>>, expiresAt: Date): Promise<void>;
  take(tokenHash: Uint8Array, at: Date): Promise<Record<string, unknown> | null>;
}

export function composeFirstParty(methods: readonly SignInMethod[], environment: PlatformEnvironment, links: LinkTokens): Identity {
  const google = methods.includes('google')
    ? { issuer: environment.GOOGLE_ISSUER, clientId: environment.GOOGLE_CLIENT_ID, clientSecret: environment.GOOGLE_CLIENT_SECRET }
    : undefined;
  const config = settingsOf(
    firstPartyIdentityConfig,
    { issuer: environment.CORE_API_URL, google, signingKeysFile: environment.FIRST_PARTY_SIGNING_KEYS_FILE },
    { issuer: 'CORE_API_URL', google: 'GOOGLE_CLIENT_ID, GOOGLE_CLIENT_SECRET', signingKeysFile: 'FIRST_PARTY_SIGNING_KEYS_FILE' },
  );
  const store = {
    put: (tokenHash: string, payload: OneTimeTokenPayload, expiresAt: Date) =>
      links.put(Buffer.from(tokenHash, 'hex'), { ...payload }, expiresAt),
    async take(tokenHash: string, at: Date): Promise<OneTimeTokenPayload | null> {
      const taken = await links.take(Buffer.from(tokenHash, 'hex'), at);
      return taken?.['purpose'] === 'sign-in' && typeof taken['email'] === 'string' ? { purpose: 'sign-in', email: taken['email'] } : null;
    },
  };
  const { provider, issuer } = firstPartyIdentity(config, methods, store);
  return { provider, tokens: issuer };
}
