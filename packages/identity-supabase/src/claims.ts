import type { IdentityClaims, SignInMethod, VendorSession } from '@keepword/accounts';
import type { Session, User } from '@supabase/supabase-js';
import { decodeJwt } from 'jose';

/** The few things that are taken over; metadata, phone, provider tokens and everything else stay behind. */
export function identityClaims(user: User, method: SignInMethod): IdentityClaims {
  if (method !== 'google' && method !== 'github') {
    return {
      provider: 'supabase',
      providerSubject: user.id,
      email: user.email ?? '',
      emailVerified: Boolean(user.email_confirmed_at),
      displayName: null,
      pictureUrl: null,
    };
  }
  const identity = user.identities?.find(({ provider }) => provider === method);
  if (!identity) throw new Error(`Supabase Auth gave a user without an identity of ${method}`);
  const said: Record<string, unknown> = identity.identity_data ?? {};
  return {
    provider: method,
    // `identities[].id` is the provider's own subject; the SDK's `identity_id` is Supabase's row.
    providerSubject: text(said['sub']) ?? identity.id,
    email: text(said['email']) ?? user.email ?? '',
    emailVerified: said['email_verified'] === true,
    displayName: text(said['full_name']) ?? text(said['name']),
    pictureUrl: text(said['avatar_url']) ?? text(said['picture']),
  };
}

/** @throws Error when the vendor's token lacks what every token of it has */
export function vendorSession(session: Session): VendorSession {
  const { sub, exp, session_id: sessionId } = decodeJwt<{ session_id?: unknown }>(session.access_token);
  if (typeof sub !== 'string' || typeof exp !== 'number' || typeof sessionId !== 'string')
    throw new Error('Supabase Auth gave an access token without sub, exp or session_id');
  return {
    sessionId,
    userId: sub,
    accessToken: session.access_token,
    refreshToken: session.refresh_token,
    expiresAt: new Date(exp * 1_000),
  };
}

const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
