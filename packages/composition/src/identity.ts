import type { IdentityProvider, TokenIssuer } from '@keepword/accounts';

export interface Identity {
  readonly provider: IdentityProvider;
  /** Null where the vendor issues the tokens. */
  readonly tokens: TokenIssuer | null;
}
