import { hash, verify } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { readJson } from '../vendor-host.js';
import { AuthFailure } from './auth-failure.js';
import type { AuthService } from './auth-service.js';
import type { AuthSession } from './auth-sessions.js';

/** `POST /token` in its three kinds, and the end of a session. */
export function addTokenRoutes(app: FastifyInstance, auth: AuthService): void {
  // Compared with when nobody has the address, so that the time taken does not tell.
  const nobodysPassword = hash('nobody has this password');

  app.post<{ Querystring: { grant_type?: string } }>('/token', async (request, reply) => {
    const body = readJson(request);
    reply.header('cache-control', 'no-store');
    switch (request.query.grant_type ?? '') {
      case 'password':
        return signInWithPassword(auth, body, await nobodysPassword);
      case 'refresh_token':
        if (typeof body['refresh_token'] !== 'string') throw new AuthFailure(400, 'validation_failed', 'refresh_token is missing');
        return auth.sessions.refresh(body['refresh_token']);
      case 'pkce':
        return exchangeCode(auth, body);
      default:
        throw new AuthFailure(400, 'invalid_credentials', 'unsupported_grant_type');
    }
  });

  app.post<{ Querystring: { scope?: string } }>('/logout', async (request, reply) => {
    const scope = request.query.scope ?? 'global';
    if (scope !== 'global' && scope !== 'local' && scope !== 'others')
      throw new AuthFailure(400, 'validation_failed', `scope must be global, local or others`);
    const { user, sessionId } = await auth.sessions.authenticate(request.headers.authorization);
    await auth.sessions.end(user.id, sessionId, scope);
    return reply.code(204).send();
  });
}

async function signInWithPassword(auth: AuthService, body: Record<string, unknown>, nobodysPassword: string): Promise<AuthSession> {
  const wrong = new AuthFailure(400, 'invalid_credentials', 'Address or password is wrong');
  const { email, password } = body;
  if (typeof email !== 'string' || typeof password !== 'string' || password.length > 1_000) throw wrong;
  const user = await auth.users.findByEmail(email);
  const fits = await verify(user?.encrypted_password ?? nobodysPassword, password);
  if (!user?.encrypted_password || !fits) throw wrong;
  if (!user.email_confirmed_at) throw new AuthFailure(400, 'email_not_confirmed', 'The address has not been confirmed');
  return auth.sessions.open(user, 'password');
}

async function exchangeCode(auth: AuthService, body: Record<string, unknown>): Promise<AuthSession & { provider_token?: string }> {
  const { auth_code: code, code_verifier: verifier } = body;
  if (typeof code !== 'string' || typeof verifier !== 'string')
    throw new AuthFailure(400, 'validation_failed', 'auth_code and code_verifier are needed');
  const flow = await auth.flows.exchange(code, verifier);
  const user = await auth.users.find(flow.user_id);
  if (!user) throw new AuthFailure(403, 'user_not_found', 'No such user');
  const session = await auth.sessions.open(user, flow.authentication_method);
  return flow.provider_access_token === null ? session : { ...session, provider_token: flow.provider_access_token };
}
