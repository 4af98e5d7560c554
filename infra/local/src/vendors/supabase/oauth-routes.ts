import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { errors, jwtVerify, SignJWT } from 'jose';
import { AuthFailure } from './auth-failure.js';
import { allowedRedirect, type AuthService } from './auth-service.js';
import type { UserRow } from './auth-users.js';
import { readCodeChallenge } from './flow-states.js';
import { oauthProviders, providerToken, type ProviderPerson } from './oauth-providers.js';
import { failedRedirect, sessionFields, withFragment } from './verify-routes.js';

type Query = { Querystring: Record<string, string | undefined> };

interface OAuthState {
  readonly provider: string;
  readonly redirectTo: string;
  /** Null without PKCE: the tokens then go into the fragment. */
  readonly flowStateId: string | null;
}

const stateLifetimeSeconds = 300;

/** Sign-in with another provider: out to its consent page, back at `/callback`, on to the client. */
export function addOAuthRoutes(app: FastifyInstance, auth: AuthService): void {
  const providers = oauthProviders(auth.context);
  const callbackUrl = `${auth.url}/callback`;
  const stateKey = randomBytes(32);
  const nowSeconds = () => Math.floor(auth.context.clock.now().getTime() / 1_000);

  app.get<Query>('/authorize', async (request, reply) => {
    const {
      provider: name = '',
      scopes = '',
      redirect_to: redirectTo,
      code_challenge: challenge,
      code_challenge_method: method,
    } = request.query;
    const provider = Object.hasOwn(providers, name) ? providers[name] : undefined;
    if (!provider) throw new AuthFailure(400, 'validation_failed', 'This provider is not switched on');
    const pkce = readCodeChallenge(challenge, method);
    const flowStateId = pkce ? await auth.flows.start({ ...pkce, provider: name, authenticationMethod: 'oauth', userId: null }) : null;
    const state = await new SignJWT({ provider: name, redirectTo: allowedRedirect(auth, redirectTo), flowStateId })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(nowSeconds() + stateLifetimeSeconds)
      .sign(stateKey);
    const url = new URL(provider.authorizationUrl);
    url.search = new URLSearchParams({
      client_id: provider.clientId,
      redirect_uri: callbackUrl,
      response_type: 'code',
      scope: [...new Set([...provider.scopes, ...scopes.split(/[ ,]+/).filter(Boolean)])].join(' '),
      state,
    }).toString();
    return reply.redirect(url.toString(), 302);
  });

  app.get<Query>('/callback', async (request, reply) => {
    const state = await readState(request.query['state'] ?? '', stateKey, auth.context.clock.now());
    const provider = state ? providers[state.provider] : undefined;
    if (!state || !provider) {
      const failure = new AuthFailure(400, 'bad_oauth_state', 'The state of the sign-in is missing, wrong or too old');
      return reply.redirect(failedRedirect(new URL(auth.context.webUrl), failure), 303);
    }
    try {
      if (request.query['error']) throw new AuthFailure(400, 'access_denied', request.query['error_description'] ?? 'The provider refused');
      const token = await providerToken(provider, request.query['code'] ?? '', callbackUrl);
      const user = await admit(auth, state.provider, await provider.person(token));
      return reply.redirect(await wayBack(auth, state, user, token), 303);
    } catch (cause) {
      if (!(cause instanceof AuthFailure)) throw cause;
      return reply.redirect(failedRedirect(new URL(state.redirectTo), cause), 303);
    }
  });
}

async function wayBack(auth: AuthService, state: OAuthState, user: UserRow, token: string): Promise<string> {
  const target = new URL(state.redirectTo);
  if (state.flowStateId === null) {
    const session = await auth.sessions.open(user, 'oauth');
    return withFragment(target, { ...sessionFields(session), provider_token: token });
  }
  target.searchParams.set('code', await auth.flows.issueForProvider(state.flowStateId, user.id, token));
  return target.toString();
}

async function readState(state: string, key: Uint8Array, at: Date): Promise<OAuthState | null> {
  try {
    const { payload } = await jwtVerify<OAuthState>(state, key, { algorithms: ['HS256'], currentDate: at });
    return payload;
  } catch (cause) {
    if (cause instanceof errors.JOSEError) return null;
    throw cause;
  }
}

/** The person behind an identity: known by it, else linked by a verified address, else new. */
async function admit(auth: AuthService, provider: string, person: ProviderPerson): Promise<UserRow> {
  const known = await auth.users.findByIdentity(provider, person.subject);
  if (known) {
    await auth.users.putIdentity(known.id, provider, person.subject, person.data);
    return auth.users.update(known.id, { raw_user_meta_data: { ...known.raw_user_meta_data, ...person.data } });
  }
  if (!person.emailVerified) throw new AuthFailure(422, 'provider_email_needs_verification', `The address is not verified at ${provider}`);
  const sameAddress = await auth.users.findByEmail(person.email);
  if (sameAddress?.email_confirmed_at) {
    await auth.users.putIdentity(sameAddress.id, provider, person.subject, person.data);
    const { providers = [], ...appMetadata } = sameAddress.raw_app_meta_data;
    return auth.users.update(sameAddress.id, {
      raw_app_meta_data: { ...appMetadata, providers: [...new Set([...providers, provider])] },
      raw_user_meta_data: { ...sameAddress.raw_user_meta_data, ...person.data },
    });
  }
  // Somebody signed up with this address and never proved it; what they set, a password above all, must not survive.
  if (sameAddress) await auth.users.delete(sameAddress.id);
  return auth.users.create({
    email: person.email,
    passwordHash: null,
    confirmed: true,
    identity: { provider, subject: person.subject, data: person.data },
  });
}
