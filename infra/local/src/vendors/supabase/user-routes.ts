import { hash, verify } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { readJson } from '../vendor-host.js';
import { AuthFailure } from './auth-failure.js';
import { allowedRedirect, mailEmailChange, readEmail, readMetadata, readPassword, type AuthService } from './auth-service.js';
import { publicUser } from './auth-users.js';
import { readCodeChallenge } from './flow-states.js';

/** What people may see and change of their own record. */
export function addUserRoutes(app: FastifyInstance, auth: AuthService): void {
  app.get('/user', async (request) => {
    const { user } = await auth.sessions.authenticate(request.headers.authorization);
    return publicUser(user, await auth.users.identities(user.id));
  });

  app.put<{ Querystring: { redirect_to?: string } }>('/user', async (request) => {
    const { user, sessionId } = await auth.sessions.authenticate(request.headers.authorization);
    const body = readJson(request);
    let changed = user;
    if (body['password'] !== undefined) {
      const password = readPassword(auth, body['password']);
      if (user.encrypted_password && (await verify(user.encrypted_password, password))) {
        throw new AuthFailure(422, 'same_password', 'This is the old password');
      }
      changed = await auth.users.update(user.id, { encrypted_password: await hash(password) });
      await auth.sessions.end(user.id, sessionId, 'others');
    }
    if (body['data'] !== undefined)
      changed = await auth.users.update(user.id, { raw_user_meta_data: { ...user.raw_user_meta_data, ...readMetadata(body['data']) } });
    if (body['email'] !== undefined && body['email'] !== user.email) {
      const email = readEmail(body['email']);
      if (await auth.users.findByEmail(email)) throw new AuthFailure(422, 'email_exists', 'This email address belongs to another user');
      const challenge = readCodeChallenge(body['code_challenge'], body['code_challenge_method']);
      changed = await mailEmailChange(auth, user, email, allowedRedirect(auth, request.query.redirect_to), challenge);
    }
    return publicUser(changed, await auth.users.identities(user.id));
  });
}
