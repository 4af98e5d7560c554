import { IdentityErasure } from '@keepword/composition';
import type { ErasurePlan } from '@keepword/data-rights';
import { SupabaseIdentity, SupabaseUnavailable, supabaseIdentityConfig } from '@keepword/identity-supabase';
import type { IdentityProvider, SignedIn, SignInRefusal, VendorSession } from '@keepword/accounts';
import { decodeJwt, generateKeyPair, SignJWT } from 'jose';
import { Client } from 'pg';
import { ada, consent, open, query } from '../identity-testing/browser.js';
import { redirectUri, secrets, startIdentityStack, webUrl, type IdentityStack } from '../identity-testing/identity-stack.js';

let stack: IdentityStack;
let identity: IdentityProvider;
let database: Client;
beforeAll(async () => {
  stack = await startIdentityStack();
  const config = supabaseIdentityConfig.parse({
    url: `${stack.host.url}/supabase/`,
    anonKey: secrets.supabaseAnonKey,
    serviceRoleKey: secrets.supabaseServiceRoleKey,
  });
  identity = new SupabaseIdentity(config, ['google', 'github', 'email-password', 'email-magic-link']);
  database = new Client({ connectionString: stack.databaseUrl });
  await database.connect();
});
afterAll(async () => {
  await database.end();
  await stack.stop();
});

const now = () => stack.clock.now();
const password = 'correct horse battery';
let people = 0;
const newEmail = () => `person${(people += 1)}@example.com`;

function held<T extends object>(outcome: T | SignInRefusal): Exclude<T, SignInRefusal> {
  if ('refused' in outcome) throw new Error(`refused: ${outcome.refused}`);
  return outcome as Exclude<T, SignInRefusal>;
}

function sessionOf(signedIn: SignedIn): VendorSession {
  if (!signedIn.vendorSession) throw new Error('no session of the vendor');
  return signedIn.vendorSession;
}

async function count(table: string, userId: string): Promise<number> {
  const column = table === 'users' ? 'id' : 'user_id';
  const { rows } = await database.query<{ n: number }>(`SELECT count(*)::int AS n FROM auth.${table} WHERE ${column}::text = $1`, [userId]);
  return rows[0]?.n ?? -1;
}

async function signInWith(method: 'google' | 'github', fields: Record<string, string>) {
  const { url, flow } = held(await identity.begin({ method, redirectUri }, now()));
  const back = await consent(url ?? '', fields);
  return { flow, back, outcome: await identity.complete(flow, query(back), now()) };
}

async function registered(email: string): Promise<SignedIn> {
  const started = held(await identity.register(email, password, redirectUri));
  if (!('confirmationSent' in started)) throw new Error('no confirmation was asked for');
  return held(await identity.complete(started.flow ?? '', query(new URL(stack.mailedLink(email))), now()));
}

describe.each(['google', 'github'] as const)('sign-in with %s', (method) => {
  it('goes out to the consent page and comes back with the few claims that are wanted', async () => {
    const { outcome } = await signInWith(method, ada);
    const { claims, vendorSession } = held(outcome);
    expect(claims).toEqual({
      provider: method,
      providerSubject: expect.stringMatching(/^\d+$/) as string,
      email: ada.email,
      emailVerified: true,
      displayName: ada.name,
      pictureUrl: expect.stringMatching(/^http/) as string,
    });
    const verified = await identity.verifyAccessToken(vendorSession?.accessToken ?? '', now());
    expect(verified).toEqual({ userId: vendorSession?.userId, sessionId: vendorSession?.sessionId, expiresAt: vendorSession?.expiresAt });
    expect(held((await signInWith(method, ada)).outcome).claims.providerSubject).toBe(claims.providerSubject);
  });

  it('asks the provider for no more than it needs', async () => {
    const { url } = held(await identity.begin({ method, redirectUri }, now()));
    const page = await open(url ?? '');
    const scopes = (page.url.searchParams.get('scope') ?? '').split(' ').sort();
    expect(scopes).toEqual(method === 'google' ? ['email', 'openid', 'profile'] : ['read:user', 'user:email']);
    expect(page.url.searchParams.has('access_type')).toBe(false);
  });

  it('is declined by cancel, and refused for an unverified address', async () => {
    expect((await signInWith(method, { decision: 'cancel' })).outcome).toEqual({ refused: 'declined' });
    expect((await signInWith(method, { name: 'New', email: newEmail(), unverified: 'yes', decision: 'continue' })).outcome).toEqual({
      refused: 'email-not-verified',
    });
  });

  it('refuses a replayed code, another state, another flow, an altered flow and one that is too old', async () => {
    const { flow, back } = await signInWith(method, ada);
    expect(await identity.complete(flow, query(back), now())).toEqual({ refused: 'flow-mismatch' });

    const victim = held(await identity.begin({ method, redirectUri }, now()));
    const fields = query(await consent(victim.url ?? '', ada));
    const other = held(await identity.begin({ method, redirectUri }, now()));
    const otherState = JSON.parse(Buffer.from(other.flow, 'base64url').toString('utf8')) as { state: string };
    const { state = '' } = fields;
    expect(await identity.complete(victim.flow, { state, error: 'odd', error_code: 'constructor' }, now())).toEqual({
      refused: 'flow-mismatch',
    });
    expect(await identity.complete(victim.flow, { ...fields, state: 'x' }, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.complete(other.flow, fields, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.complete(other.flow, { ...fields, state: otherState.state }, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.complete(`${victim.flow}x`.slice(3), fields, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.complete(victim.flow, fields, new Date(now().getTime() + 600_001))).toEqual({ refused: 'flow-mismatch' });
    expect(held(await identity.complete(victim.flow, fields, now())).claims.email).toBe(ada.email);
  });
});

describe('mail and password', () => {
  it('confirms the address, signs in, and answers the same for a taken address', async () => {
    const email = newEmail();
    const sentBefore = stack.mails.length;
    const started = held(await identity.register(email, password, redirectUri));
    if (!('confirmationSent' in started)) throw new Error('no confirmation was asked for');
    expect(await identity.signInWithPassword(email, password)).toEqual({ refused: 'email-not-verified' });
    expect(await identity.signInWithPassword(email, 'wrong password')).toEqual({ refused: 'wrong-credentials' });
    const claims = {
      provider: 'supabase',
      providerSubject: expect.any(String) as string,
      email,
      emailVerified: true,
      displayName: null,
      pictureUrl: null,
    };
    const link = query(new URL(stack.mailedLink(email)));
    expect(held(await identity.complete(started.flow ?? '', link, now())).claims).toEqual(claims);
    expect(held(await identity.signInWithPassword(email, password)).claims).toEqual(claims);
    expect(await identity.register(email, 'another password', redirectUri)).toEqual({
      confirmationSent: true,
      flow: expect.any(String) as string,
    });
    expect(await identity.signInWithPassword(email, 'another password')).toEqual({ refused: 'wrong-credentials' });
    expect(await identity.signInWithPassword(newEmail(), password)).toEqual({ refused: 'wrong-credentials' });
    expect(stack.mails.length).toBe(sentBefore + 1);
  });

  it('completes by the confirmation link in the same browser', async () => {
    const email = newEmail();
    expect((await registered(email)).claims.email).toBe(email);
  });

  it('refuses a weak password', async () => {
    expect(await identity.register(newEmail(), 'short', redirectUri)).toEqual({ refused: 'weak-password' });
  });

  it('sets a new password by a mailed link, which ends the other sessions', async () => {
    const email = newEmail();
    const before = sessionOf(await registered(email));
    const { flow } = held(await identity.requestPasswordReset(email, redirectUri));
    const callback = query(new URL(stack.mailedLink(email)));
    expect(await identity.complete(flow, callback, now())).toEqual({ refused: 'flow-mismatch' });
    for (const wrong of ['short', 'x'.repeat(73)])
      expect(await identity.resetPassword(flow, callback, wrong, now())).toEqual({ refused: 'weak-password' });
    expect(held(await identity.resetPassword(flow, callback, 'a new password', now())).claims.email).toBe(email);
    expect(await identity.resetPassword(flow, callback, 'a third password', now())).toEqual({ refused: 'link-expired' });
    expect(await identity.renew(before.refreshToken)).toEqual({ refused: 'wrong-credentials' });
    expect(await identity.signInWithPassword(email, password)).toEqual({ refused: 'wrong-credentials' });
    expect(held(await identity.signInWithPassword(email, 'a new password')).claims.email).toBe(email);
  });

  it('answers a reset for nobody like one for somebody, and sends no mail', async () => {
    const sentBefore = stack.mails.length;
    expect(await identity.requestPasswordReset(newEmail(), redirectUri)).toEqual({ flow: expect.any(String) as string });
    expect(stack.mails.length).toBe(sentBefore);
  });

  it('refuses a reset link that is too old', async () => {
    const email = newEmail();
    await registered(email);
    const { flow } = held(await identity.requestPasswordReset(email, redirectUri));
    stack.advance(3_601);
    const callback = query(new URL(stack.mailedLink(email)));
    expect(await identity.resetPassword(flow, callback, 'a new password', now())).toEqual({ refused: 'link-expired' });
  });
});

describe('magic link', () => {
  it('signs a new person in, and again, each link once', async () => {
    const email = newEmail();
    for (const time of ['first', 'second']) {
      const begun = held(await identity.begin({ method: 'email-magic-link', redirectUri, email }, now()));
      expect({ time, url: begun.url, link: begun.link }).toEqual({ time, url: null, link: undefined });
      const callback = query(new URL(stack.mailedLink(email)));
      expect(held(await identity.complete(begun.flow, callback, now())).claims).toMatchObject({
        provider: 'supabase',
        email,
        emailVerified: true,
      });
      expect(await identity.complete(begun.flow, callback, now())).toEqual({ refused: 'link-expired' });
    }
  });

  it('never leads to an address outside the web client', async () => {
    const email = newEmail();
    await identity.begin({ method: 'email-magic-link', redirectUri: 'https://elsewhere.example/x', email }, now());
    expect(new URL(stack.mailedLink(email)).origin).toBe(webUrl);
  });

  it('leads to our own page with the token, and only what was started there may spend it', async () => {
    const [email, other] = [newEmail(), newEmail()];
    const begun = held(await identity.begin({ method: 'email-magic-link', redirectUri, email }, now()));
    const link = new URL(stack.mailedLink(email));
    expect(`${link.origin}${link.pathname}`).toBe(redirectUri);
    const callback = query(link);
    const foreign = held(await identity.begin({ method: 'email-magic-link', redirectUri, email: other }, now()));
    const reset = held(await identity.requestPasswordReset(email, redirectUri));
    expect(await identity.complete(foreign.flow, callback, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.resetPassword(reset.flow, callback, 'a new password', now())).toEqual({ refused: 'flow-mismatch' });
    for (const type of ['recovery', 'email_change', 'constructor', ''])
      expect(await identity.complete(begun.flow, { ...callback, type }, now())).toEqual({ refused: 'flow-mismatch' });
    expect(await identity.complete(begun.flow, { ...callback, token_hash: 'x'.repeat(64) }, now())).toEqual({ refused: 'link-expired' });
    expect(held(await identity.complete(begun.flow, callback, now())).claims.email).toBe(email);
  });
});

describe('sessions', () => {
  it('rotates refresh tokens; the old one works for ten seconds more, later it ends the session', async () => {
    const first = sessionOf(await registered(newEmail()));
    const second = held(await identity.renew(first.refreshToken));
    expect(second.sessionId).toBe(first.sessionId);
    expect(second.refreshToken).not.toBe(first.refreshToken);
    stack.advance(9);
    expect(held(await identity.renew(first.refreshToken)).refreshToken).toBe(second.refreshToken);
    stack.advance(3);
    expect(await identity.renew(first.refreshToken)).toEqual({ refused: 'wrong-credentials' });
    expect(await identity.renew(second.refreshToken)).toEqual({ refused: 'wrong-credentials' });
  });

  it('gives all who renew at once the same new token', async () => {
    const { refreshToken } = sessionOf(await registered(newEmail()));
    const renewed = await Promise.all(Array.from({ length: 6 }, async () => held(await identity.renew(refreshToken)).refreshToken));
    expect(new Set(renewed).size).toBe(1);
  });

  it('ends one session and not the others; also when its access token has run out', async () => {
    const email = newEmail();
    const one = sessionOf(await registered(email));
    const other = sessionOf(held(await identity.signInWithPassword(email, password)));
    await identity.endSession(one.accessToken);
    await identity.endSession(one.accessToken);
    expect(await identity.renew(one.refreshToken)).toEqual({ refused: 'wrong-credentials' });
    expect(held(await identity.renew(other.refreshToken)).sessionId).toBe(other.sessionId);
    const late = sessionOf(held(await identity.signInWithPassword(email, password)));
    stack.advance(3_700);
    await identity.endSession(late.accessToken, late.refreshToken);
    expect(await identity.renew(late.refreshToken)).toEqual({ refused: 'wrong-credentials' });
  });

  it('keeps neither network address nor browser, and no token of the provider', async () => {
    const { vendorSession } = held((await signInWith('google', ada)).outcome);
    const { rows } = await database.query('SELECT ip, user_agent FROM auth.sessions WHERE id = $1', [vendorSession?.sessionId]);
    expect(rows).toEqual([{ ip: null, user_agent: null }]);
    const { rows: flows } = await database.query(
      'SELECT 1 FROM auth.flow_state WHERE user_id = $1 AND provider_access_token IS NOT NULL AND auth_code_issued_at IS NULL',
      [vendorSession?.userId],
    );
    expect(flows).toEqual([]);
  });
});

describe('access tokens', () => {
  it('hold until they expire by the given instant', async () => {
    const session = sessionOf(await registered(newEmail()));
    expect(decodeJwt(session.accessToken)).toMatchObject({
      aud: 'authenticated',
      role: 'authenticated',
      aal: 'aal1',
      session_id: session.sessionId,
    });
    expect(await identity.verifyAccessToken(session.accessToken, new Date(session.expiresAt.getTime() - 1_000))).not.toBeNull();
    expect(await identity.verifyAccessToken(session.accessToken, session.expiresAt)).toBeNull();
  });

  it('do not hold when another key, no key, another issuer or audience made them', async () => {
    const { accessToken } = sessionOf(await registered(newEmail()));
    const claims = decodeJwt(accessToken);
    const [header = '', body = '', signature = ''] = accessToken.split('.');
    const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString('utf8')) as { kid: string };
    const { privateKey } = await generateKeyPair('ES256');
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid }).sign(privateKey);
    const unknownKey = await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'unknown' }).sign(privateKey);
    const symmetric = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid })
      .sign(Buffer.from(secrets.supabaseAnonKey.padEnd(32, '.')));
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const token of [
      forged,
      unknownKey,
      symmetric,
      unsigned,
      `${header}.${body}.${signature.slice(2)}AA`,
      'nonsense',
      '',
      'x'.repeat(10_000),
    ]) {
      expect(await identity.verifyAccessToken(token, now())).toBeNull();
    }
  });
});

describe('the vendor’s copy of a person', () => {
  it('follows a change of address and is gone after deletion, twice without complaint', async () => {
    const email = newEmail();
    const session = sessionOf(await registered(email));
    const changed = newEmail();
    await identity.changeEmail(session.userId, changed);
    expect(held(await identity.signInWithPassword(changed, password)).vendorSession?.userId).toBe(session.userId);
    expect(await identity.signInWithPassword(email, password)).toEqual({ refused: 'wrong-credentials' });
    expect(await identity.hasUser(session.userId)).toBe(true);
    await identity.deleteUser(session.userId);
    await identity.deleteUser(session.userId);
    expect(await identity.hasUser(session.userId)).toBe(false);
    for (const table of ['users', 'identities', 'sessions', 'refresh_tokens', 'one_time_tokens', 'flow_state']) {
      expect({ table, rows: await count(table, session.userId) }).toEqual({ table, rows: 0 });
    }
    expect(await identity.renew(session.refreshToken)).toEqual({ refused: 'wrong-credentials' });
  });

  it('does not let an unproved sign-up keep a password for the person who proves the address', async () => {
    const email = newEmail();
    await identity.register(email, 'the intruder’s', redirectUri);
    const { outcome } = await signInWith('google', { name: 'Owner', email, decision: 'continue' });
    expect(held(outcome).claims.email).toBe(email);
    expect(await identity.signInWithPassword(email, 'the intruder’s')).toEqual({ refused: 'wrong-credentials' });
  });
});

describe('an erasure of the vendor’s copy', () => {
  const plan: ErasurePlan = { scope: { kind: 'account' }, categories: [], tables: [], columns: [], prefixes: [], carriers: [] };
  it('remembers the user, waits for a vendor that is away, and then finds nobody', async () => {
    const { userId } = sessionOf(await registered(newEmail()));
    const participant = new IdentityErasure(identity, async () => [userId], 'supabase');
    const target = { runId: userId, subjectId: userId, scope: plan.scope, plan, retainedAs: userId, handle: null };
    const survey = await participant.survey(target);
    expect(survey.places).toMatchObject([{ place: 'supabase', count: 1 }]);
    const surveyed = { ...target, handle: survey.handle ?? null };
    expect(await participant.verify(surveyed)).toEqual({ state: 'searched', places: [{ place: 'supabase', found: 1 }] });
    stack.host.control('supabase').change({ rejectWith: 503 });
    expect([await participant.erase(surveyed), await participant.verify(surveyed)]).toEqual([
      { state: 'pending', reason: 'vendor-unavailable' },
      { state: 'pending', reason: 'vendor-unavailable' },
    ]);
    stack.host.control('supabase').reset();
    expect(await participant.erase(surveyed)).toEqual({ state: 'erased' });
    expect(await participant.verify(surveyed)).toEqual({ state: 'searched', places: [{ place: 'supabase', found: 0 }] });
    expect(await participant.erase(target)).toEqual({ state: 'nothing-held' });
  });
});

describe('what is not offered, and a vendor in trouble', () => {
  it('refuses methods that the profile does not list', async () => {
    const config = supabaseIdentityConfig.parse({ url: `${stack.host.url}/supabase`, anonKey: 'a', serviceRoleKey: 's' });
    const googleOnly = new SupabaseIdentity(config, ['google']);
    const refused = { refused: 'not-offered' };
    expect(await googleOnly.begin({ method: 'github', redirectUri }, now())).toEqual(refused);
    expect(await googleOnly.begin({ method: 'email-magic-link', redirectUri, email: newEmail() }, now())).toEqual(refused);
    expect(await googleOnly.register(newEmail(), password, redirectUri)).toEqual(refused);
    expect(await googleOnly.signInWithPassword(newEmail(), password)).toEqual(refused);
    expect(await googleOnly.requestPasswordReset(newEmail(), redirectUri)).toEqual(refused);
    expect(await googleOnly.resetPassword('', {}, password, now())).toEqual(refused);
  });

  it('tells an overloaded vendor from one that is down, at once', async () => {
    const control = stack.host.control('supabase');
    control.change({ rejectWith: 429 });
    expect(await identity.signInWithPassword(ada.email, password)).toEqual({ refused: 'rate-limited' });
    for (const status of [500, 503]) {
      control.change({ rejectWith: status });
      await expect(identity.signInWithPassword(ada.email, password)).rejects.toThrow(SupabaseUnavailable);
      await expect(identity.renew('some-token')).rejects.toThrow(SupabaseUnavailable);
      await expect(identity.deleteUser('6a0a3a1c-0d6f-4b7c-9b0e-0d8f6c1e2f3a')).rejects.toThrow(SupabaseUnavailable);
    }
    control.reset();
    const nowhere = new SupabaseIdentity(supabaseIdentityConfig.parse({ url: 'http://127.0.0.1:9', anonKey: 'a', serviceRoleKey: 's' }), [
      'email-password',
    ]);
    await expect(nowhere.signInWithPassword(ada.email, password)).rejects.toThrow(SupabaseUnavailable);
    await expect(nowhere.verifyAccessToken('a.b.c', now())).resolves.toBeNull();
  });
});
