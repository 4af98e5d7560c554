export {
  AccessTokenIssuer,
  localAccessTokenVerifier,
  remoteAccessTokenVerifier,
  type VerifiedAccessToken,
  type VerifyAccessToken,
} from './access-tokens.js';
export { firstPartyIdentityConfig, type FirstPartyIdentityConfig } from './config.js';
export { FirstPartyIdentity, firstPartyIdentity } from './first-party-identity.js';
export type { OneTimeTokenPayload, OneTimeTokenStore } from './one-time-token-store.js';
export { newSigningKey, readSigningKeys, signingKeySet, type SigningKey, type SigningKeySet } from './signing-keys.js';
