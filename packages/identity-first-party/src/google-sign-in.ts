import type { IdentityClaims, SignInRefusal } from '@keepword/accounts';
import { systemClock } from '@keepword/primitives';
import * as client from 'openid-client';
import type { FirstPartyIdentityConfig } from './config.js';
import { openFlow, sealFlow } from './google-flow.js';

const scope = 'openid email profile';
const flowMsMax = 10 * 60_000;
const answerSecondsMax = 10;

export type GoogleConfig = NonNullable<FirstPartyIdentityConfig['google']>;

/**
 * Sign-in with Google by OpenID Connect: code flow with PKCE, state and nonce, the id token's signature and claims checked.
 * Only the token and key endpoints are called; tokens are dropped as soon as the claims are read, and no offline access is asked for.
 */
export class GoogleSignIn {
  #server: Promise<client.ServerMetadata> | null = null;
  #keys: client.ExportedJWKSCache | undefined;

  /** @param fetch the way out, where calls to vendors are to be recorded or held back */
  constructor(
    private readonly config: GoogleConfig,
    private readonly fetch: typeof globalThis.fetch,
  ) {}

  async begin(redirectUri: string, at: Date): Promise<{ readonly url: string; readonly flow: string }> {
    const configuration = await this.#configuration(at);
    const verifier = client.randomPKCECodeVerifier();
    const state = client.randomState();
    const nonce = client.randomNonce();
    const url = client.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    return { url: url.toString(), flow: sealFlow({ method: 'google', redirectUri, state, nonce, verifier, startedAt: at.getTime() }) };
  }

  async complete(flow: string, callback: Readonly<Record<string, string>>, at: Date): Promise<IdentityClaims | SignInRefusal> {
    const running = openFlow(flow);
    if (!running || callback['state'] !== running.state || at.getTime() - running.startedAt > flowMsMax)
      return { refused: 'flow-mismatch' };
    const cameBackTo = new URL(running.redirectUri);
    for (const [name, value] of Object.entries(callback)) cameBackTo.searchParams.set(name, value);
    const configuration = await this.#configuration(at);
    try {
      const tokens = await client.authorizationCodeGrant(configuration, cameBackTo, {
        expectedState: running.state,
        expectedNonce: running.nonce,
        pkceCodeVerifier: running.verifier,
        idTokenExpected: true,
      });
      this.#keys = client.getJwksCache(configuration) ?? this.#keys;
      return this.#claims(tokens.claims());
    } catch (cause) {
      const refusal = refusalOf(cause);
      if (refusal) return refusal;
      throw cause;
    }
  }

  #claims(said: client.IDToken | undefined): IdentityClaims {
    const email = said?.['email'];
    if (!said || typeof email !== 'string') throw new Error('Google gave an id token without an address');
    return {
      provider: 'google',
      providerSubject: said.sub,
      email,
      emailVerified: said['email_verified'] === true,
      displayName: text(said['name']),
      pictureUrl: text(said['picture']),
    };
  }

  /** One per call, since the age of tokens is measured against `at` and the library takes the difference to the machine's clock once. */
  async #configuration(at: Date): Promise<client.Configuration> {
    const server = await this.#discovered();
    const { clientId, clientSecret } = this.config;
    const skewSeconds = Math.round((at.getTime() - systemClock.now().getTime()) / 1_000);
    const configuration = new client.Configuration(
      server,
      clientId,
      { client_secret: clientSecret, [client.clockSkew]: skewSeconds },
      client.ClientSecretPost(clientSecret),
    );
    this.#prepare(configuration);
    // Without it the library trusts the connection to the token endpoint and leaves the id token's signature unread.
    client.enableNonRepudiationChecks(configuration);
    if (this.#keys) client.setJwksCache(configuration, this.#keys);
    return configuration;
  }

  async #discovered(): Promise<client.ServerMetadata> {
    this.#server ??= client
      .discovery(new URL(this.config.issuer), this.config.clientId, this.config.clientSecret, undefined, {
        // The library looks for this very function before it makes its first request.
        execute: isLoopback(this.config.issuer) ? [client.allowInsecureRequests] : [],
        [client.customFetch]: this.#customFetch,
        timeout: answerSecondsMax,
      })
      .then((configuration) => configuration.serverMetadata());
    try {
      return await this.#server;
    } catch (cause) {
      this.#server = null;
      throw cause;
    }
  }

  #prepare(configuration: client.Configuration): void {
    configuration.timeout = answerSecondsMax;
    configuration[client.customFetch] = this.#customFetch;
    if (isLoopback(this.config.issuer)) client.allowInsecureRequests(configuration);
  }

  readonly #customFetch: client.CustomFetch = (url, { body, ...options }) =>
    this.fetch(url, { ...options, ...(body === undefined ? {} : { body }) });
}

/** Plain HTTP is for a provider on this machine only. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** Null when it is a failure of Google's or of the network, not an answer to what the person did. */
function refusalOf(cause: unknown): SignInRefusal | null {
  if (cause instanceof client.AuthorizationResponseError)
    return { refused: cause.error === 'access_denied' ? 'declined' : 'flow-mismatch' };
  if (cause instanceof client.ResponseBodyError) return cause.error === 'invalid_grant' ? { refused: 'flow-mismatch' } : null;
  if (cause instanceof client.ClientError && brokenAnswers.has(cause.code ?? '')) return { refused: 'flow-mismatch' };
  return null;
}

/** The callback or the id token does not fit the flow: wrong issuer, nonce, audience, age or signature. */
const brokenAnswers = new Set([
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
]);

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
