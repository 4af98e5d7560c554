import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import type { FastifyInstance } from 'fastify';
import { readJson } from '../vendor-host.js';
import { AuthFailure } from './auth-failure.js';
import { allowedRedirect, mailLink, readEmail, readMetadata, readPassword, type AuthService } from './auth-service.js';
import { publicUser, type UserRow } from './auth-users.js';
import { readCodeChallenge } from './flow-states.js';

type RedirectQuery = { Querystring: { redirect_to?: string } };

/** Everything that ends in a mail: sign-up, one-time codes and magic links, password recovery, and a mail once more. */
export function addMailRoutes(app: FastifyInstance, auth: AuthService): void {
  app.post<RedirectQuery>('/signup', async (request) => {
    const body = readJson(request);
    if (body['email'] === undefined && body['phone'] === undefined)
      throw new AuthFailure(422, 'anonymous_provider_disabled', 'Nobody signs in anonymously here');
    if (body['email'] === undefined) throw new AuthFailure(400, 'phone_provider_disabled', 'There is no sign-up by phone here');
    const email = readEmail(body['email']);
    const password = readPassword(auth, body['password']);
    const challenge = readCodeChallenge(body['code_challenge'], body['code_challenge_method']);
    // Hashed first in any case, so that the time taken does not tell whether the address is known.
    const passwordHash = await hash(password);
    const known = await auth.users.findByEmail(email);
    if (known?.email_confirmed_at) return lookalike(auth, known);
    const user = known ?? (await auth.users.create({ email, passwordHash, confirmed: false, userMetadata: readMetadata(body['data']) }));
    await mailLink(auth, { kind: 'signup', user, redirectTo: allowedRedirect(auth, request.query.redirect_to), challenge });
    const current = (await auth.users.find(user.id)) ?? user;
    return publicUser(current, await auth.users.identities(user.id));
  });

  for (const path of ['/otp', '/magiclink']) {
    app.post<RedirectQuery>(path, async (request) => {
      const body = readJson(request);
      if (body['email'] === undefined) throw new AuthFailure(400, 'phone_provider_disabled', 'There is no sign-in by phone here');
      const email = readEmail(body['email']);
      const challenge = readCodeChallenge(body['code_challenge'], body['code_challenge_method']);
      const known = await auth.users.findByEmail(email);
      if (!known && body['create_user'] === false)
        throw new AuthFailure(422, 'otp_disabled', 'Nobody with this address, and new users are not wanted');
      const user =
        known ?? (await auth.users.create({ email, passwordHash: null, confirmed: false, userMetadata: readMetadata(body['data']) }));
      const kind = user.email_confirmed_at ? 'magiclink' : 'signup';
      await mailLink(auth, { kind, user, redirectTo: allowedRedirect(auth, request.query.redirect_to), challenge });
      return {};
    });
  }

  app.post<RedirectQuery>('/recover', async (request) => {
    const body = readJson(request);
    const email = readEmail(body['email']);
    const challenge = readCodeChallenge(body['code_challenge'], body['code_challenge_method']);
    const user = await auth.users.findByEmail(email);
    if (user) await mailLink(auth, { kind: 'recovery', user, redirectTo: allowedRedirect(auth, request.query.redirect_to), challenge });
    return {};
  });

  app.post<RedirectQuery>('/resend', async (request) => {
    const body = readJson(request);
    if (body['type'] !== 'signup') throw new AuthFailure(400, 'validation_failed', 'Only mails of type signup can be sent again');
    const user = await auth.users.findByEmail(readEmail(body['email']));
    if (user && !user.email_confirmed_at) {
      await mailLink(auth, { kind: 'signup', user, redirectTo: allowedRedirect(auth, request.query.redirect_to), challenge: null });
    }
    return {};
  });
}

/** Whoever signs up with a taken address must not learn that it is taken: the answer has the shape of a new user's. */
function lookalike(auth: AuthService, known: UserRow) {
  const now = auth.context.clock.now();
  const shown: UserRow = {
    ...known,
    id: randomUUID(),
    email_confirmed_at: null,
    confirmation_sent_at: now,
    recovery_sent_at: null,
    email_change: null,
    last_sign_in_at: null,
    raw_app_meta_data: { provider: 'email', providers: ['email'] },
    raw_user_meta_data: {},
    created_at: now,
    updated_at: now,
  };
  return publicUser(shown, []);
}
