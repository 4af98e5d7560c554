import { hash } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { readJson } from '../vendor-host.js';
import { AuthFailure } from './auth-failure.js';
import { readEmail, readMetadata, readPassword, type AuthService } from './auth-service.js';
import { publicUser, type UserRow } from './auth-users.js';
import { sameSecret } from './same-secret.js';

const perPageMax = 1_000;

type ById = { Params: { id: string } };

/** The administrative half of the API; it answers only to the service role's key. */
export function addAdminRoutes(app: FastifyInstance, auth: AuthService): void {
  app.addHook('onRequest', async (request) => {
    const key = /^bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!key) throw new AuthFailure(401, 'no_authorization', 'A bearer token is needed here');
    if (!sameSecret(key, auth.context.secrets.supabaseServiceRoleKey))
      throw new AuthFailure(403, 'not_admin', 'Only the service role may do this');
  });

  const shown = async (user: UserRow) => publicUser(user, await auth.users.identities(user.id));
  const existing = async (id: string): Promise<UserRow> => {
    const user = await auth.users.find(id);
    if (!user) throw new AuthFailure(404, 'user_not_found', 'No such user');
    return user;
  };

  app.get<{ Querystring: { page?: string; per_page?: string } }>('/admin/users', async (request, reply) => {
    const page = Math.max(1, Number(request.query.page) || 1);
    const perPage = Math.min(perPageMax, Math.max(1, Number(request.query.per_page) || 50));
    const { users, total } = await auth.users.list(page, perPage);
    const link = (to: number, rel: string) => `<${auth.url}/admin/users?page=${to}&per_page=${perPage}>; rel="${rel}"`;
    const last = Math.max(1, Math.ceil(total / perPage));
    reply
      .header('x-total-count', String(total))
      .header('link', [...(page < last ? [link(page + 1, 'next')] : []), link(last, 'last')].join(', '));
    return { users: await Promise.all(users.map(shown)), aud: 'authenticated' };
  });

  app.get<ById>('/admin/users/:id', async (request) => shown(await existing(request.params.id)));

  app.post('/admin/users', async (request) => {
    const body = readJson(request);
    const user = await auth.users.create({
      ...(typeof body['id'] === 'string' ? { id: body['id'] } : {}),
      email: readEmail(body['email']),
      passwordHash: body['password'] === undefined ? null : await hash(readPassword(auth, body['password'])),
      confirmed: body['email_confirm'] === true,
      appMetadata: readMetadata(body['app_metadata']),
      userMetadata: readMetadata(body['user_metadata']),
    });
    return shown(user);
  });

  app.put<ById>('/admin/users/:id', async (request) => {
    const body = readJson(request);
    let user = await existing(request.params.id);
    // An administrator's word needs no mail.
    if (body['email'] !== undefined) user = await auth.users.changeEmail(user.id, readEmail(body['email']), body['email_confirm'] === true);
    else if (body['email_confirm'] === true) user = await auth.users.confirmEmail(user);
    if (body['password'] !== undefined) {
      user = await auth.users.update(user.id, { encrypted_password: await hash(readPassword(auth, body['password'])) });
      await auth.sessions.end(user.id, null, 'global');
    }
    if (body['app_metadata'] !== undefined)
      user = await auth.users.update(user.id, { raw_app_meta_data: { ...user.raw_app_meta_data, ...readMetadata(body['app_metadata']) } });
    if (body['user_metadata'] !== undefined)
      user = await auth.users.update(user.id, {
        raw_user_meta_data: { ...user.raw_user_meta_data, ...readMetadata(body['user_metadata']) },
      });
    if (body['ban_duration'] !== undefined)
      user = await auth.users.update(user.id, { banned_until: bannedUntil(body['ban_duration'], auth.context.clock.now()) });
    return shown(user);
  });

  app.delete<ById>('/admin/users/:id', async (request) => {
    const user = await existing(request.params.id);
    await auth.users.delete(user.id);
    return {};
  });
}

/** `none` or a number of hours such as `24h`. */
function bannedUntil(duration: unknown, now: Date): Date | null {
  if (duration === 'none') return null;
  const hours = /^(\d{1,6})h$/.exec(String(duration))?.[1];
  if (!hours) throw new AuthFailure(400, 'validation_failed', 'ban_duration is a number of hours such as 24h, or none');
  return new Date(now.getTime() + Number(hours) * 3_600_000);
}
