import { createHash } from 'node:crypto';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { ada, consent, open, query } from '../identity-testing/browser.js';
import { redirectUri, secrets, startIdentityStack, type IdentityStack } from '../identity-testing/identity-stack.js';

let stack: IdentityStack;
beforeAll(async () => {
  stack = await startIdentityStack();
});
afterAll(() => stack.stop());

const google = () => `${stack.host.url}/google`;
const verifier = 'v'.repeat(50);
const challenge = createHash('sha256').update(verifier).digest('base64url');

function authorizeUrl(change: Record<string, string> = {}): string {
  const parameters = {
    client_id: secrets.googleClientId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    state: 'the-state',
    nonce: 'the-nonce',
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...change,
  };
  return `${google()}/authorize?${new URLSearchParams(parameters).toString()}`;
}

async function redeem(code: string | null, change: Record<string, string> = {}, authorization?: string) {
  const credentials = authorization ? {} : { client_id: secrets.googleClientId, client_secret: secrets.googleClientSecret };
  const response = await fetch(`${google()}/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...(authorization ? { authorization } : {}) },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code: code ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
      ...credentials,
      ...change,
    }).toString(),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function freshCode(fields: Record<string, string> = ada, change: Record<string, string> = {}): Promise<string | null> {
  return (await consent(authorizeUrl(change), fields)).searchParams.get('code');
}

describe('the consent page', () => {
  it('works without scripts or cookies, names who asks for what, and labels its fields', async () => {
    const response = await fetch(authorizeUrl());
    const page = await response.text();
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(page).not.toContain('<script');
    for (const field of ['name', 'email']) expect(page).toContain(`<label for="${field}">`);
    expect(page).toContain('your email address');
    expect(page).toContain(new URL(redirectUri).origin);
  });

  it('comes back with state and code, by a typed and by a picked account', async () => {
    const accounts: Record<string, string>[] = [ada, { account: 'sam@example.org' }];
    for (const fields of accounts) {
      const back = await consent(authorizeUrl(), fields);
      expect(query(back)).toEqual({ state: 'the-state', code: expect.stringMatching(/^[\w-]{43}$/) as string });
    }
  });

  it('comes back with access_denied on cancel', async () => {
    expect(query(await consent(authorizeUrl(), { decision: 'cancel' }))).toMatchObject({ error: 'access_denied', state: 'the-state' });
  });

  it('shows an address that is none again, escaped, with the problem', async () => {
    const page = await open(authorizeUrl(), {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ name: 'A "<b>', email: 'nothing', decision: 'continue' }).toString(),
    });
    expect(page.status).toBe(422);
    expect(page.body).toContain('role="alert"');
    expect(page.body).toContain('A &#34;&#60;b&#62;');
  });

  it('never sends the browser to an unknown client or address', async () => {
    for (const change of [
      { client_id: 'other' },
      { redirect_uri: 'https://elsewhere.example/auth/callback' },
      { redirect_uri: 'javascript:alert(1)' },
    ]) {
      const page = await open(authorizeUrl(change));
      expect({ status: page.status, host: page.url.host }).toEqual({ status: 400, host: new URL(stack.host.url).host });
    }
    expect(query((await open(authorizeUrl({ response_type: 'token' }))).url)).toMatchObject({ error: 'unsupported_response_type' });
    expect(query((await open(authorizeUrl({ scope: 'openid constructor' }))).url)).toMatchObject({ error: 'invalid_scope' });
  });
});

describe('the token endpoint', () => {
  it('gives an id token that its key set verifies, with nonce, stable subject and a picture that can be fetched', async () => {
    const first = await redeem(await freshCode());
    expect(first.status).toBe(200);
    expect(first.body).not.toHaveProperty('refresh_token');
    const { payload } = await jwtVerify(first.body['id_token'] ?? '', createRemoteJWKSet(new URL(`${google()}/jwks`)), {
      issuer: google(),
      audience: secrets.googleClientId,
      algorithms: ['RS256'],
      currentDate: stack.clock.now(),
    });
    expect(payload).toMatchObject({ nonce: 'the-nonce', email: ada.email, email_verified: true, name: ada.name });
    const again = await redeem(await freshCode());
    const userinfo = await fetch(`${google()}/userinfo`, { headers: { authorization: `Bearer ${again.body['access_token']}` } });
    expect(await userinfo.json()).toMatchObject({ sub: payload.sub, email: ada.email });
    const picture = await fetch(String(payload['picture']));
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(String(payload['picture'])).not.toContain('ada');
  });

  it('takes the client secret as Basic credentials too', async () => {
    const basic = Buffer.from(`${encodeURIComponent(secrets.googleClientId)}:${encodeURIComponent(secrets.googleClientSecret)}`).toString(
      'base64',
    );
    expect((await redeem(await freshCode(), {}, `Basic ${basic}`)).status).toBe(200);
  });

  it('refuses a replayed code, a wrong verifier, another address, a wrong secret and an old code', async () => {
    const code = await freshCode();
    expect((await redeem(code)).status).toBe(200);
    expect((await redeem(code)).body['error']).toBe('invalid_grant');
    expect((await redeem(await freshCode(), { code_verifier: 'w'.repeat(50) })).body['error']).toBe('invalid_grant');
    expect((await redeem(await freshCode(), { redirect_uri: `${redirectUri}/other` })).body['error']).toBe('invalid_grant');
    expect((await redeem(await freshCode(), { client_secret: 'wrong' })).status).toBe(401);
    const old = await freshCode();
    stack.advance(601);
    expect((await redeem(old)).body['error']).toBe('invalid_grant');
  });

  it('says what the scopes allow, and nothing to a token that ran out', async () => {
    const { body } = await redeem(await freshCode({ ...ada, unverified: 'yes' }, { scope: 'email' }));
    expect(body).not.toHaveProperty('id_token');
    const headers = { authorization: `Bearer ${body['access_token']}` };
    const userinfo = await fetch(`${google()}/userinfo`, { headers });
    expect(await userinfo.json()).toEqual({ sub: expect.any(String) as string, email: ada.email, email_verified: false });
    stack.advance(3_601);
    expect((await fetch(`${google()}/userinfo`, { headers })).status).toBe(401);
  });
});
