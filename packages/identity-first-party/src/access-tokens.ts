import type { TokenIssuer } from '@keepword/accounts';
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors, importJWK, jwtVerify, SignJWT, type JWTVerifyGetKey } from 'jose';
import { publicKeys, type SigningKeySet } from './signing-keys.js';

export interface VerifiedAccessToken {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
}

export type VerifyAccessToken = (token: string, at: Date) => Promise<VerifiedAccessToken | null>;

const audience = 'keepword';
const tokenLengthMax = 4_096;

/** Signs with the newest key of the set. */
export class AccessTokenIssuer implements TokenIssuer {
  constructor(
    private readonly issuer: string,
    private readonly keys: SigningKeySet,
  ) {}

  async issue(token: {
    readonly subjectId: string;
    readonly sessionId: string;
    readonly issuedAt: Date;
    readonly expiresAt: Date;
  }): Promise<string> {
    const newest = this.keys.keys.at(-1);
    if (!newest) throw new Error('the set of signing keys is empty');
    return new SignJWT({ sid: token.sessionId })
      .setProtectedHeader({ alg: 'ES256', kid: newest.kid, typ: 'JWT' })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setSubject(token.subjectId)
      .setIssuedAt(seconds(token.issuedAt))
      .setExpirationTime(seconds(token.expiresAt))
      .sign(await importJWK(newest, 'ES256'));
  }

  async jwks(): Promise<{ readonly keys: readonly object[] }> {
    return publicKeys(this.keys);
  }
}

/** For the process that holds the keys. */
export function localAccessTokenVerifier(issuer: string, keys: SigningKeySet): VerifyAccessToken {
  return verifier(issuer, createLocalJWKSet({ keys: publicKeys(keys).keys.map((key) => ({ ...key })) }));
}

/** For every other process: reads the published keys, and again when a token names one that it does not know. @throws Error when they cannot be had */
export function remoteAccessTokenVerifier(
  issuer: string,
  jwksUrl: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): VerifyAccessToken {
  return verifier(issuer, createRemoteJWKSet(new URL(jwksUrl), { [customFetch]: fetch }));
}

/** What makes a token worthless, as opposed to a key set that cannot be read. */
const notHolding = [
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
] as const;

function verifier(issuer: string, keys: JWTVerifyGetKey): VerifyAccessToken {
  return async (token, at) => {
    if (token.length > tokenLengthMax) return null;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience,
        algorithms: ['ES256'],
        requiredClaims: ['sub', 'sid', 'iat', 'exp'],
        currentDate: at,
      });
      return { userId: String(payload.sub), sessionId: String(payload['sid']), expiresAt: new Date(Number(payload.exp) * 1_000) };
    } catch (cause) {
      if (notHolding.some((kind) => cause instanceof kind)) return null;
      throw cause;
    }
  };
}

const seconds = (at: Date) => Math.floor(at.getTime() / 1_000);
