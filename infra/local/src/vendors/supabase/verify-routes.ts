import type { FastifyInstance } from 'fastify';
import { readJson } from '../vendor-host.js';
import { AuthFailure } from './auth-failure.js';
import { allowedRedirect, readEmail, type AuthService } from './auth-service.js';
import type { AuthSession } from './auth-sessions.js';
import type { UserRow } from './auth-users.js';
import { hashOfDigits, type OneTimeTokenType } from './one-time-tokens.js';

const tokenTypes = new Map<string, readonly OneTimeTokenType[]>([
  ['signup', ['confirmation_token']],
  ['invite', ['confirmation_token']],
  ['magiclink', ['recovery_token']],
  ['recovery', ['recovery_token']],
  ['email', ['confirmation_token', 'recovery_token']],
  ['email_change', ['email_change_token_current', 'email_change_token_new']],
]);

/** Half of a change of address is confirmed; the other address has to follow. */
const halfConfirmed = 'Accepted; the link sent to the other address has to be followed too';

/** The link in a mail: ends at the client with a code (PKCE) or with tokens in the fragment. */
export function addVerifyLink(app: FastifyInstance, auth: AuthService): void {
  app.get<{ Querystring: Record<string, string | undefined> }>('/verify', async (request, reply) => {
    const { token = '', type = '', redirect_to: redirectTo } = request.query;
    const target = new URL(allowedRedirect(auth, redirectTo));
    const pkce = token.startsWith('pkce_');
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
    try {
      const user = await spend(auth, token, type);
      if (user === null) return reply.redirect(withFragment(target, { message: halfConfirmed }), 303);
      if (pkce) {
        target.searchParams.set('code', await auth.flows.issueForLink(user.id, flowMethod(type)));
        return reply.redirect(target.toString(), 303);
      }
      return reply.redirect(withFragment(target, { ...sessionFields(await auth.sessions.open(user, 'otp')), type }), 303);
    } catch (cause) {
      if (!(cause instanceof AuthFailure)) throw cause;
      return reply.redirect(failedRedirect(target, cause), 303);
    }
  });
}

/** The same by API, with the hash of the link or the six digits of the mail. */
export function addVerifyRoute(app: FastifyInstance, auth: AuthService): void {
  app.post('/verify', async (request) => {
    const body = readJson(request);
    const type = typeof body['type'] === 'string' ? body['type'] : '';
    if (!tokenTypes.has(type)) throw new AuthFailure(400, 'validation_failed', 'type is missing or unknown');
    const user = typeof body['token_hash'] === 'string' ? await spend(auth, body['token_hash'], type) : await spendDigits(auth, body, type);
    return user === null ? { msg: halfConfirmed, code: 200 } : auth.sessions.open(user, 'otp');
  });
}

async function spendDigits(auth: AuthService, body: Record<string, unknown>, type: string): Promise<UserRow | null> {
  const digits = typeof body['token'] === 'string' ? body['token'] : '';
  if (!/^\d{6}$/.test(digits)) throw new AuthFailure(403, 'otp_expired', 'The code is unknown, spent or too old');
  const hash = hashOfDigits(readEmail(body['email']), digits);
  try {
    return await spend(auth, hash, type);
  } catch (cause) {
    if (!(cause instanceof AuthFailure) || cause.code !== 'otp_expired') throw cause;
    return spend(auth, `pkce_${hash}`, type);
  }
}

/** What the token stands for happens here. Null when a change of address still waits for the other address. */
async function spend(auth: AuthService, hash: string, type: string): Promise<UserRow | null> {
  const types = tokenTypes.get(type);
  if (!types) throw new AuthFailure(400, 'validation_failed', 'type is missing or unknown');
  const { userId } = await auth.tokens.take(hash, types);
  const user = await auth.users.find(userId);
  if (!user) throw new AuthFailure(403, 'otp_expired', 'The link is unknown, spent or too old');
  if (type !== 'email_change') return auth.users.confirmEmail(user);
  if (!user.email_change) throw new AuthFailure(403, 'otp_expired', 'The link is unknown, spent or too old');
  if (user.email_change_confirm_status === 0) {
    await auth.users.update(user.id, { email_change_confirm_status: 1 });
    return null;
  }
  return auth.users.changeEmail(user.id, user.email_change, true);
}

function flowMethod(type: string) {
  if (type === 'signup' || type === 'invite') return 'email/signup' as const;
  if (type === 'recovery') return 'recovery' as const;
  return type === 'email_change' ? ('email_change' as const) : ('magiclink' as const);
}

export function sessionFields(session: AuthSession): Record<string, string> {
  return {
    access_token: session.access_token,
    expires_at: String(session.expires_at),
    expires_in: String(session.expires_in),
    refresh_token: session.refresh_token,
    token_type: session.token_type,
  };
}

export function withFragment(target: URL, fields: Record<string, string>): string {
  const url = new URL(target);
  url.hash = new URLSearchParams(fields).toString();
  return url.toString();
}

/** Where a browser learns that it did not work: in the query and, for clients that read it there, in the fragment. */
export function failedRedirect(target: URL, failure: AuthFailure): string {
  const fields = {
    error: failure.status >= 500 ? 'server_error' : 'access_denied',
    error_code: failure.code,
    error_description: failure.message,
  };
  const url = new URL(target);
  for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
  return withFragment(url, fields);
}
