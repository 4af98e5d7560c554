import type { FastifyReply, FastifyRequest } from 'fastify';
import { accountNumber } from '../oauth-consent/account-number.js';
import { addAvatarRoute } from '../oauth-consent/avatar.js';
import { addConsentRoutes } from '../oauth-consent/consent-routes.js';
import { authenticatedClient, OAuthGrants, type OAuthGrant } from '../oauth-consent/oauth-grants.js';
import type { Vendor } from '../vendor.js';
import { readForm, readJson } from '../vendor-host.js';

const scopesInWords = new Map([
  ['read:user', 'your public profile'],
  ['user:email', 'your email addresses'],
]);

/** GitHub's OAuth app flow and the two calls of its API that tell who signed in. */
export const githubVendor: Vendor = {
  prefix: 'github',
  async register(app, context) {
    const grants = new OAuthGrants(context.clock);
    const { githubClientId: id, githubClientSecret: secret } = context.secrets;
    addConsentRoutes(app, {
      vendorName: 'GitHub',
      path: '/login/oauth/authorize',
      clientId: id,
      grants,
      context,
      describeScope: (scope) => scopesInWords.get(scope) ?? null,
      defaultScope: '',
    });
    addAvatarRoute(app, '/avatars');

    // GitHub reports a bad code with status 200, and answers as a form unless JSON is asked for.
    app.post('/login/oauth/access_token', async (request, reply) => {
      const form = readFields(request);
      const clientId = authenticatedClient(request.headers.authorization, form, { id, secret });
      if (clientId === null)
        return answer(request, reply, {
          error: 'incorrect_client_credentials',
          error_description: 'The client_id or client_secret is wrong.',
        });
      const grant = grants.redeemCode({
        code: form.get('code') ?? '',
        clientId,
        redirectUri: form.get('redirect_uri') ?? '',
        codeVerifier: form.get('code_verifier'),
      });
      if (!grant)
        return answer(request, reply, { error: 'bad_verification_code', error_description: 'The code is unknown, spent or too old.' });
      return answer(request, reply, { access_token: grants.issueAccessToken(grant), token_type: 'bearer', scope: grant.scopes.join(',') });
    });

    app.get('/user', async (request, reply) => {
      const grant = grants.byAccessToken(request.headers.authorization);
      return grant ? publicProfile(grant, context.url) : reply.code(401).send({ message: 'Bad credentials' });
    });

    app.get('/user/emails', async (request, reply) => {
      const grant = grants.byAccessToken(request.headers.authorization);
      if (!grant) return reply.code(401).send({ message: 'Bad credentials' });
      if (!grant.scopes.includes('user:email')) return reply.code(404).send({ message: 'Not Found' });
      return [{ email: grant.account.email, primary: true, verified: grant.account.emailVerified, visibility: 'private' }];
    });
  },
};

function readFields(request: FastifyRequest): URLSearchParams {
  if (!(request.headers['content-type'] ?? '').includes('json')) return readForm(request);
  return new URLSearchParams(Object.entries(readJson(request)).map(([name, value]): [string, string] => [name, String(value)]));
}

function answer(request: FastifyRequest, reply: FastifyReply, fields: Record<string, string>): FastifyReply {
  reply.header('cache-control', 'no-store');
  if ((request.headers.accept ?? '').includes('json')) return reply.send(fields);
  return reply.header('content-type', 'application/x-www-form-urlencoded').send(new URLSearchParams(fields).toString());
}

function publicProfile({ account }: OAuthGrant, url: string) {
  const id = Number(accountNumber('github', account.email, 8));
  const login = (account.email.split('@')[0] ?? '').replace(/[^a-z0-9]+/gi, '-').slice(0, 39);
  return {
    login,
    id,
    avatar_url: `${url}/avatars/${id}`,
    html_url: `${url}/${login}`,
    type: 'User',
    name: account.name === '' ? null : account.name,
    // The address is private at GitHub unless its owner shows it; it comes from `/user/emails`.
    email: null,
  };
}
