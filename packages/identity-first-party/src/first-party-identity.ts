import type { BeginSignIn, IdentityProvider, SignedIn, SignInMethod, SignInRefusal } from '@keepword/accounts';
import { AccessTokenIssuer, localAccessTokenVerifier, type VerifiedAccessToken, type VerifyAccessToken } from './access-tokens.js';
import type { FirstPartyIdentityConfig } from './config.js';
import { GoogleSignIn } from './google-sign-in.js';
import { MailSignIn } from './mail-sign-in.js';
import type { OneTimeTokenStore } from './one-time-token-store.js';
import { readSigningKeys } from './signing-keys.js';

const notOffered: SignInRefusal = { refused: 'not-offered' };

/** Sign-in without a vendor's session: Google vouches or a mailed link does, and the tokens are our own. */
export class FirstPartyIdentity implements IdentityProvider {
  readonly id = 'first-party';
  readonly #google: GoogleSignIn | null;
  readonly #mail: MailSignIn | null;
  readonly #verify: VerifyAccessToken;

  /**
   * @param fetch the way out to Google, where calls to vendors are to be recorded or held back
   * @throws Error when a method is listed that cannot work: Google without its settings, password, GitHub
   */
  constructor(
    config: FirstPartyIdentityConfig,
    readonly methods: readonly SignInMethod[],
    tokens: OneTimeTokenStore,
    verify: VerifyAccessToken,
    fetch: typeof globalThis.fetch = globalThis.fetch,
  ) {
    const impossible = methods.find((method) => method !== 'google' && method !== 'email-magic-link');
    if (impossible) throw new Error(`first-party sign-in has no ${impossible}`);
    if (methods.includes('google') && !config.google)
      throw new Error('sign-in with Google is listed, but its client id and secret are not set');
    this.#google = methods.includes('google') && config.google ? new GoogleSignIn(config.google, fetch) : null;
    this.#mail = methods.includes('email-magic-link') ? new MailSignIn(tokens) : null;
    this.#verify = verify;
  }

  async begin(
    request: BeginSignIn,
    at: Date,
  ): Promise<{ readonly url: string | null; readonly flow: string; readonly link?: string } | SignInRefusal> {
    if (request.method === 'google' && this.#google) return this.#google.begin(request.redirectUri, at);
    if (request.method !== 'email-magic-link' || !this.#mail) return notOffered;
    if (!request.email) throw new Error('a sign-in by mail needs an address');
    return this.#mail.begin(request.email, request.redirectUri, at);
  }

  /** A mailed link needs no `flow` (an empty one will do): its token alone counts. */
  async complete(flow: string, callback: Readonly<Record<string, string>>, at: Date): Promise<SignedIn | SignInRefusal> {
    const token = callback['token'];
    let outcome: Awaited<ReturnType<MailSignIn['complete']>> = { refused: 'flow-mismatch' };
    if (token !== undefined && this.#mail) outcome = await this.#mail.complete(token, at);
    else if (this.#google) outcome = await this.#google.complete(flow, callback, at);
    return 'refused' in outcome ? outcome : { claims: outcome, vendorSession: null };
  }

  async register(): Promise<SignInRefusal> {
    return notOffered;
  }

  async signInWithPassword(): Promise<SignInRefusal> {
    return notOffered;
  }

  async requestPasswordReset(): Promise<SignInRefusal> {
    return notOffered;
  }

  async resetPassword(): Promise<SignInRefusal> {
    return notOffered;
  }

  verifyAccessToken(token: string, at: Date): Promise<VerifiedAccessToken | null> {
    return this.#verify(token, at);
  }

  async renew(): Promise<SignInRefusal> {
    return notOffered;
  }

  // There is no second copy of sessions, addresses or people whose end would have to be told to anybody.
  async endSession(): Promise<void> {}
  async changeEmail(): Promise<void> {}
  async deleteUser(): Promise<void> {}

  async hasUser(): Promise<boolean> {
    return false;
  }
}

/** Both halves for the process that signs: the provider checks with the same keys that the issuer signs with. */
export function firstPartyIdentity(
  config: FirstPartyIdentityConfig,
  methods: readonly SignInMethod[],
  tokens: OneTimeTokenStore,
  fetch?: typeof globalThis.fetch,
): { readonly provider: FirstPartyIdentity; readonly issuer: AccessTokenIssuer } {
  const keys = config.signingKeys ?? readSigningKeys(config.signingKeysFile ?? '');
  return {
    provider: new FirstPartyIdentity(config, methods, tokens, localAccessTokenVerifier(config.issuer, keys), fetch),
    issuer: new AccessTokenIssuer(config.issuer, keys),
  };
}
