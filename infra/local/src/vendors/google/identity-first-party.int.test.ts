import type { SignInRefusal } from '@keepword/accounts';
import {
  firstPartyIdentity,
  firstPartyIdentityConfig,
  newSigningKey,
  remoteAccessTokenVerifier,
  type SigningKey,
} from '@keepword/identity-first-party';
import { MemoryOneTimeTokenStore } from '@keepword/identity-first-party/testing';
import Fastify from 'fastify';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { ada, consent, open, query } from '../identity-testing/browser.js';
import { redirectUri, secrets, startIdentityStack, type IdentityStack } from '../identity-testing/identity-stack.js';

const issuerUrl = 'http://127.0.0.1:39998';

let stack: IdentityStack;
let keys: readonly [SigningKey, SigningKey];
let setting: ReturnType<typeof settings>;
beforeAll(async () => {
  stack = await startIdentityStack();
  keys = [await newSigningKey(), await newSigningKey()];
  setting = settings();
});
afterAll(() => stack.stop());

function settings(change: { clientSecret?: string; signingKeys?: readonly SigningKey[] } = {}) {
  const config = firstPartyIdentityConfig.parse({
    issuer: issuerUrl,
    google: {
      issuer: `${stack.host.url}/google`,
      clientId: secrets.googleClientId,
      clientSecret: change.clientSecret ?? secrets.googleClientSecret,
    },
    signingKeys: { keys: change.signingKeys ?? keys },
  });
  return firstPartyIdentity(config, ['google', 'email-magic-link'], new MemoryOneTimeTokenStore());
}

const now = () => stack.clock.now();
const later = (seconds: number) => new Date(now().getTime() + seconds * 1_000);
const token = { subjectId: 'subject-1', sessionId: 'session-1' };
const freshToken = () => setting.issuer.issue({ ...token, issuedAt: now(), expiresAt: later(3_600) });

function held<T extends object>(outcome: T | SignInRefusal): Exclude<T, SignInRefusal> {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused}`);
  return outcome as Exclude<T, SignInRefusal>;
}

async function begun() {
  const { url, flow } = held(await setting.provider.begin({ method: 'google', redirectUri }, now()));
  return { url: url ?? '', flow };
}

describe('sign-in with Google', () => {
  it('gives the claims of the id token and nothing else', async () => {
    const { url, flow } = await begun();
    const back = await consent(url, ada);
    expect(held(await setting.provider.complete(flow, query(back), now()))).toEqual({
      claims: {
        provider: 'google',
        providerSubject: expect.stringMatching(/^\d{21}$/) as string,
        email: ada.email,
        emailVerified: true,
        displayName: ada.name,
        pictureUrl: expect.stringContaining('/google/pictures/') as string,
      },
      vendorSession: null,
    });
  });

  it('asks for three scopes without offline access, with PKCE, state and nonce, and calls two endpoints only', async () => {
    const before = new Date(now().getTime());
    const { url, flow } = await begun();
    const asked = new URL(url).searchParams;
    expect(asked.get('scope')).toBe('openid email profile');
    expect(asked.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(asked.get(name)).toMatch(/^[\w-]{43}$/);
    for (const name of ['access_type', 'prompt', 'include_granted_scopes']) expect(asked.has(name)).toBe(false);
    const back = await consent(url, ada);
    const seenBefore = stack.host.control('google').requests(500).length;
    await setting.provider.complete(flow, query(back), now());
    const called = stack.host
      .control('google')
      .requests(500)
      .slice(0, stack.host.control('google').requests(500).length - seenBefore)
      .map(({ path }) => path);
    expect(called.every((path) => path === '/token' || path === '/jwks')).toBe(true);
    expect(now()).toEqual(before);
  });

  it('passes on that an address is not verified, and a cancel', async () => {
    const one = await begun();
    const unverified = await consent(one.url, { ...ada, unverified: 'yes' });
    expect(held(await setting.provider.complete(one.flow, query(unverified), now())).claims.emailVerified).toBe(false);
    const other = await begun();
    expect(await setting.provider.complete(other.flow, query(await consent(other.url, { decision: 'cancel' })), now())).toEqual({
      refused: 'declined',
    });
  });

  it('refuses a replayed code, another state, another flow’s code and a flow that is too old', async () => {
    const mismatch = { refused: 'flow-mismatch' };
    const one = await begun();
    const fields = query(await consent(one.url, ada));
    const other = await begun();
    const otherFields = query(await consent(other.url, ada));
    expect(await setting.provider.complete(one.flow, { ...fields, state: 'x' }, now())).toEqual(mismatch);
    expect(await setting.provider.complete(one.flow, otherFields, now())).toEqual(mismatch);
    expect(await setting.provider.complete(one.flow, fields, later(601))).toEqual(mismatch);
    expect(await setting.provider.complete('', fields, now())).toEqual(mismatch);
    expect(await setting.provider.complete('nonsense', fields, now())).toEqual(mismatch);
    held(await setting.provider.complete(one.flow, fields, now()));
    expect(await setting.provider.complete(one.flow, fields, now())).toEqual(mismatch);
    // Somebody else's code with the victim's state: PKCE and nonce do not fit.
    expect(await setting.provider.complete(one.flow, { ...otherFields, state: fields['state'] ?? '' }, now())).toEqual(mismatch);
  });

  it.each([90, -90])('follows a clock that stands %i days from the machine’s', async (days) => {
    const start = now();
    stack.advance(days * 86_400);
    const { url, flow } = await begun();
    expect(held(await setting.provider.complete(flow, query(await consent(url, ada)), now())).claims.email).toBe(ada.email);
    stack.clock.set(start);
  });

  it('throws where Google or our own settings are at fault, and recovers by itself', async () => {
    const control = stack.host.control('google');
    const wrong = settings({ clientSecret: 'wrong' });
    const { url, flow } = held(await wrong.provider.begin({ method: 'google', redirectUri }, now()));
    await expect(wrong.provider.complete(flow, query(await consent(url ?? '', ada)), now())).rejects.toThrow();
    const cold = settings();
    control.change({ fail: true });
    await expect(cold.provider.begin({ method: 'google', redirectUri }, now())).rejects.toThrow();
    control.reset();
    held(await cold.provider.begin({ method: 'google', redirectUri }, now()));
  });

  it('takes plain HTTP from this machine only', async () => {
    const config = firstPartyIdentityConfig.parse({
      issuer: issuerUrl,
      google: { issuer: 'http://accounts.example', clientId: 'a', clientSecret: 'b' },
      signingKeys: { keys },
    });
    const { provider } = firstPartyIdentity(config, ['google'], new MemoryOneTimeTokenStore());
    await expect(provider.begin({ method: 'google', redirectUri }, now())).rejects.toThrow(/HTTPS/);
  });
});

describe('sign-in by mail', () => {
  const email = 'Reader@Example.com';
  const linkFor = async () => {
    const { link, url, flow } = held(await setting.provider.begin({ method: 'email-magic-link', redirectUri, email }, now()));
    expect(url).toBeNull();
    return { callback: query(new URL(link ?? '')), flow };
  };

  it('takes a link once, also in another browser, and proves the address', async () => {
    const { callback } = await linkFor();
    const expected = {
      provider: 'first-party',
      providerSubject: 'reader@example.com',
      email: 'reader@example.com',
      emailVerified: true,
      displayName: null,
      pictureUrl: null,
    };
    const outcomes = await Promise.all([setting.provider.complete('', callback, now()), setting.provider.complete('', callback, now())]);
    expect(outcomes.filter((outcome) => 'refused' in outcome)).toEqual([{ refused: 'link-expired' }]);
    expect(outcomes.find((outcome) => 'claims' in outcome)).toEqual({ claims: expected, vendorSession: null });
  });

  it('refuses a link after 15 minutes, a made-up one, and a flow without a token', async () => {
    const { callback, flow } = await linkFor();
    expect(await setting.provider.complete(flow, callback, later(900))).toEqual({ refused: 'link-expired' });
    expect(await setting.provider.complete(flow, callback, now())).toEqual({ refused: 'link-expired' });
    expect(await setting.provider.complete(flow, { token: 'x'.repeat(43) }, now())).toEqual({ refused: 'link-expired' });
    expect(await setting.provider.complete(flow, { token: '' }, now())).toEqual({ refused: 'link-expired' });
    expect(await setting.provider.complete(flow, {}, now())).toEqual({ refused: 'flow-mismatch' });
  });
});

describe('our own access tokens', () => {
  it('say who and which session, and hold until they expire by the given instant', async () => {
    const accessToken = await freshToken();
    expect(decodeJwt(accessToken)).toEqual({
      iss: issuerUrl,
      aud: 'keepword',
      sub: 'subject-1',
      sid: 'session-1',
      iat: expect.any(Number) as number,
      exp: expect.any(Number) as number,
    });
    expect(await setting.provider.verifyAccessToken(accessToken, later(3_598))).toEqual({
      userId: 'subject-1',
      sessionId: 'session-1',
      expiresAt: expect.any(Date) as Date,
    });
    expect(await setting.provider.verifyAccessToken(accessToken, later(3_600))).toBeNull();
  });

  it('are signed by the newest key, and older ones still hold after a rotation', async () => {
    const old = await settings({ signingKeys: [keys[0]] }).issuer.issue({ ...token, issuedAt: now(), expiresAt: later(60) });
    expect(await setting.provider.verifyAccessToken(old, now())).not.toBeNull();
    expect(await settings({ signingKeys: [keys[0]] }).provider.verifyAccessToken(await freshToken(), now())).toBeNull();
    const published = await setting.issuer.jwks();
    expect(published.keys).toHaveLength(2);
    expect(JSON.stringify(published)).not.toContain('"d"');
  });

  it('do not hold when another key, no key, another issuer or another audience made them', async () => {
    const accessToken = await freshToken();
    const [header = '', body = '', signature = ''] = accessToken.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid: string };
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT(decodeJwt(accessToken)).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    const publicAsSecret = await new SignJWT(decodeJwt(accessToken)).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.from(keys[1].x));
    const elsewhere = firstPartyIdentity(
      firstPartyIdentityConfig.parse({ issuer: 'https://elsewhere.example', signingKeys: { keys } }),
      ['email-magic-link'],
      new MemoryOneTimeTokenStore(),
    );
    const otherIssuer = await elsewhere.issuer.issue({ ...token, issuedAt: now(), expiresAt: later(60) });
    for (const bad of [
      forged,
      unsigned,
      publicAsSecret,
      otherIssuer,
      `${header}.${body}.${signature.slice(2)}AA`,
      'nonsense',
      '',
      'x'.repeat(5_000),
    ]) {
      expect(await setting.provider.verifyAccessToken(bad, now())).toBeNull();
    }
  });

  it('are verified elsewhere by the published keys; unreadable keys are an error, not a refusal', async () => {
    const app = Fastify({ forceCloseConnections: true });
    const state = { broken: true };
    app.get('/.well-known/jwks.json', async (_request, reply) => (state.broken ? reply.code(500).send() : setting.issuer.jwks()));
    const jwksUrl = `${await app.listen({ host: '127.0.0.1', port: 0 })}/.well-known/jwks.json`;
    const verify = remoteAccessTokenVerifier(issuerUrl, jwksUrl);
    const accessToken = await freshToken();
    await expect(verify(accessToken, now())).rejects.toThrow();
    state.broken = false;
    expect(await remoteAccessTokenVerifier(issuerUrl, jwksUrl)(accessToken, now())).toMatchObject({ userId: 'subject-1' });
    await app.close();
  });
});

describe('what first-party sign-in has not', () => {
  it('refuses it, and does nothing where nobody has to be told', async () => {
    const refused = { refused: 'not-offered' };
    const { provider } = setting;
    expect(await provider.begin({ method: 'github', redirectUri }, now())).toEqual(refused);
    expect(await provider.begin({ method: 'email-password', redirectUri }, now())).toEqual(refused);
    for (const call of [
      provider.register(),
      provider.signInWithPassword(),
      provider.requestPasswordReset(),
      provider.resetPassword(),
      provider.renew(),
    ]) {
      expect(await call).toEqual(refused);
    }
    await Promise.all([provider.endSession(), provider.changeEmail(), provider.deleteUser()]);
    expect(await provider.hasUser()).toBe(false);
  });

  it('does not start with a method that cannot work', () => {
    const config = firstPartyIdentityConfig.parse({ issuer: issuerUrl, signingKeys: { keys } });
    const tokens = new MemoryOneTimeTokenStore();
    expect(() => firstPartyIdentity(config, ['google'], tokens)).toThrow(/client id/);
    expect(() => firstPartyIdentity(config, ['email-password'], tokens)).toThrow(/no email-password/);
  });
});

describe('the consent page', () => {
  it('is what the provider leads to', async () => {
    const { url } = await begun();
    expect((await open(url)).body).toContain('Sign in with Google');
  });
});
