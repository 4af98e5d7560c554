import { createRemoteJWKSet, customFetch, errors, jwtVerify } from 'jose';
import type { Fetch } from './supabase-client.js';

export interface VerifiedAccessToken {
  readonly userId: string;
  readonly sessionId: string;
  readonly expiresAt: Date;
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

const tokenLengthMax = 8_192;

/**
 * Checks the vendor's access tokens with its published keys, which are fetched once and again when an unknown key appears.
 * @throws Error when the keys cannot be had
 */
export function accessTokenVerifier(url: string, fetch: Fetch): (token: string, at: Date) => Promise<VerifiedAccessToken | null> {
  const issuer = `${url}/auth/v1`;
  const keys = createRemoteJWKSet(new URL(`${issuer}/.well-known/jwks.json`), { [customFetch]: fetch });
  return async (token, at) => {
    if (token.length > tokenLengthMax) return null;
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        audience: 'authenticated',
        // Never HS256: the project's legacy secret is not ours to hold.
        algorithms: ['ES256', 'RS256'],
        requiredClaims: ['sub', 'exp', 'session_id'],
        currentDate: at,
      });
      return { userId: String(payload.sub), sessionId: String(payload['session_id']), expiresAt: new Date(Number(payload.exp) * 1_000) };
    } catch (cause) {
      if (notHolding.some((kind) => cause instanceof kind)) return null;
      throw cause;
    }
  };
}
