import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '@keepword/primitives';

/** Who the person at the consent page says they are. */
export interface ConsentedAccount {
  readonly email: string;
  readonly name: string;
  readonly emailVerified: boolean;
}

/** What a person agreed to, from the consent page to the token endpoint. */
export interface OAuthGrant {
  readonly account: ConsentedAccount;
  readonly clientId: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | null;
  /** PKCE, S256. */
  readonly codeChallenge: string | null;
}

interface Kept {
  readonly grant: OAuthGrant;
  readonly expiresAt: number;
}

const codeLifetimeMs = 10 * 60_000;
export const accessTokenLifetimeSeconds = 3_600;

/** Codes and access tokens of one stand-in; in memory only, since both live for minutes and belong to somebody. */
export class OAuthGrants {
  #codes = new Map<string, Kept>();
  #accessTokens = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  issueCode(grant: OAuthGrant): string {
    return this.#keep(this.#codes, grant, codeLifetimeMs);
  }

  /** Each code works once; null when it is unknown, spent, too old, another client's or fails PKCE. */
  redeemCode(request: { code: string; clientId: string; redirectUri: string; codeVerifier: string | null }): OAuthGrant | null {
    const grant = this.#find(this.#codes, request.code);
    this.#codes.delete(request.code);
    if (!grant || grant.clientId !== request.clientId || grant.redirectUri !== request.redirectUri) return null;
    if (grant.codeChallenge === null) return grant;
    if (request.codeVerifier === null) return null;
    return createHash('sha256').update(request.codeVerifier).digest('base64url') === grant.codeChallenge ? grant : null;
  }

  issueAccessToken(grant: OAuthGrant): string {
    return this.#keep(this.#accessTokens, grant, accessTokenLifetimeSeconds * 1_000);
  }

  /** @param authorization the header: `Bearer …` or GitHub's older `token …` */
  byAccessToken(authorization: string | undefined): OAuthGrant | null {
    const token = /^(?:bearer|token) (\S+)$/i.exec(authorization ?? '')?.[1];
    return token ? this.#find(this.#accessTokens, token) : null;
  }

  #keep(where: Map<string, Kept>, grant: OAuthGrant, lifetimeMs: number): string {
    const now = this.clock.now().getTime();
    for (const [key, { expiresAt }] of where) if (expiresAt <= now) where.delete(key);
    const secret = randomBytes(32).toString('base64url');
    where.set(secret, { grant, expiresAt: now + lifetimeMs });
    return secret;
  }

  #find(where: Map<string, Kept>, secret: string): OAuthGrant | null {
    const kept = where.get(secret);
    return kept && kept.expiresAt > this.clock.now().getTime() ? kept.grant : null;
  }
}

/** `client_secret_basic` or `client_secret_post`; null when neither fits. */
export function authenticatedClient(
  authorization: string | undefined,
  form: URLSearchParams,
  client: { id: string; secret: string },
): string | null {
  let id = form.get('client_id');
  let secret = form.get('client_secret');
  const basic = /^basic (\S+)$/i.exec(authorization ?? '')?.[1];
  if (basic) {
    const [user = '', password = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
    id = formDecoded(user);
    secret = formDecoded(password);
  }
  return id === client.id && secret === client.secret ? client.id : null;
}

/** OAuth puts both halves of Basic credentials through form encoding first. */
const formDecoded = (text: string) => new URLSearchParams(`v=${text}`).get('v') ?? '';
