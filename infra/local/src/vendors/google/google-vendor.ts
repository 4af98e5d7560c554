import type { FastifyInstance } from 'fastify';
import { SignJWT } from 'jose';
import { accountNumber } from '../oauth-consent/account-number.js';
import { addAvatarRoute } from '../oauth-consent/avatar.js';
import { addConsentRoutes } from '../oauth-consent/consent-routes.js';
import { accessTokenLifetimeSeconds, authenticatedClient, OAuthGrants, type OAuthGrant } from '../oauth-consent/oauth-grants.js';
import { keptSigningKey, type SigningKey } from '../signing-key.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readForm } from '../vendor-host.js';

const scopesInWords = new Map([
  ['openid', 'who you are'],
  ['email', 'your email address'],
  ['profile', 'your name and picture'],
]);

/** Google as an OpenID provider: discovery, consent page, code with PKCE, RS256 id tokens, userinfo. */
export const googleVendor: Vendor = {
  prefix: 'google',
  async register(app, context) {
    const key = await keptSigningKey(context.dataDir, 'RS256');
    const grants = new OAuthGrants(context.clock);
    addDiscovery(app, context, key);
    addConsentRoutes(app, {
      vendorName: 'Google',
      path: '/authorize',
      clientId: context.secrets.googleClientId,
      grants,
      context,
      describeScope: (scope) => scopesInWords.get(scope) ?? null,
      defaultScope: 'openid',
    });
    addTokenRoute(app, context, key, grants);
    addAvatarRoute(app, '/pictures');
    app.get('/userinfo', async (request, reply) => {
      const grant = grants.byAccessToken(request.headers.authorization);
      if (!grant) return reply.code(401).header('www-authenticate', 'Bearer error="invalid_token"').send({ error: 'invalid_token' });
      return personClaims(grant, context.url);
    });
  },
};

function addDiscovery(app: FastifyInstance, context: VendorContext, key: SigningKey): void {
  app.get('/.well-known/openid-configuration', async () => ({
    issuer: context.url,
    authorization_endpoint: `${context.url}/authorize`,
    token_endpoint: `${context.url}/token`,
    userinfo_endpoint: `${context.url}/userinfo`,
    jwks_uri: `${context.url}/jwks`,
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: [...scopesInWords.keys()],
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: ['aud', 'email', 'email_verified', 'exp', 'family_name', 'given_name', 'iat', 'iss', 'name', 'picture', 'sub'],
    code_challenge_methods_supported: ['S256'],
  }));
  app.get('/jwks', async () => ({ keys: [key.publicJwk] }));
}

function addTokenRoute(app: FastifyInstance, context: VendorContext, key: SigningKey, grants: OAuthGrants): void {
  const { googleClientId: id, googleClientSecret: secret } = context.secrets;
  app.post('/token', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    const form = readForm(request);
    const clientId = authenticatedClient(request.headers.authorization, form, { id, secret });
    if (clientId === null)
      return reply.code(401).send({ error: 'invalid_client', error_description: 'The client or its secret is wrong.' });
    if (form.get('grant_type') !== 'authorization_code') return reply.code(400).send({ error: 'unsupported_grant_type' });
    const grant = grants.redeemCode({
      code: form.get('code') ?? '',
      clientId,
      redirectUri: form.get('redirect_uri') ?? '',
      codeVerifier: form.get('code_verifier'),
    });
    if (!grant) return reply.code(400).send({ error: 'invalid_grant', error_description: 'The code is unknown, spent or too old.' });
    return {
      access_token: grants.issueAccessToken(grant),
      token_type: 'Bearer',
      expires_in: accessTokenLifetimeSeconds,
      scope: grant.scopes.join(' '),
      ...(grant.scopes.includes('openid') ? { id_token: await idToken(grant, context, key) } : {}),
    };
  });
}

async function idToken(grant: OAuthGrant, context: VendorContext, key: SigningKey): Promise<string> {
  const issuedAt = Math.floor(context.clock.now().getTime() / 1_000);
  return new SignJWT({ ...personClaims(grant, context.url), azp: grant.clientId, ...(grant.nonce === null ? {} : { nonce: grant.nonce }) })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid, typ: 'JWT' })
    .setIssuer(context.url)
    .setAudience(grant.clientId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + accessTokenLifetimeSeconds)
    .sign(key.privateKey);
}

/** More than the platform may keep, on purpose: Google sends these to everyone who asks for the scopes. */
function personClaims(grant: OAuthGrant, url: string): { sub: string } & Record<string, unknown> {
  const { account, scopes } = grant;
  const sub = accountNumber('google', account.email, 21);
  const [givenName = '', ...familyNames] = account.name.split(' ');
  return {
    sub,
    ...(scopes.includes('email') ? { email: account.email, email_verified: account.emailVerified } : {}),
    ...(scopes.includes('profile')
      ? {
          name: account.name,
          // As with the real one, the picture's address does not tell the person's number.
          picture: `${url}/pictures/${accountNumber('google picture', account.email, 21)}`,
          given_name: givenName,
          ...(familyNames.length > 0 ? { family_name: familyNames.join(' ') } : {}),
        }
      : {}),
  };
}
