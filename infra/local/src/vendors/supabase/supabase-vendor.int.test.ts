import { createClient, type SupabaseClient, type SupabaseClientOptions } from '@supabase/supabase-js';
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet } from 'jose';
import { WebSocket } from 'undici';
import { ada, consent, open, query } from '../identity-testing/browser.js';
import { redirectUri, secrets, startIdentityStack, webUrl, type IdentityStack } from '../identity-testing/identity-stack.js';

let stack: IdentityStack;
beforeAll(async () => {
  stack = await startIdentityStack('confirmation-url');
});
afterAll(() => stack.stop());

const url = () => `${stack.host.url}/supabase`;
const password = 'correct horse battery';
let people = 0;
const newEmail = () => `user${(people += 1)}@example.com`;

/** The SDK as it comes, in both of its flows. */
function sdk(flowType: 'pkce' | 'implicit', key = secrets.supabaseAnonKey): SupabaseClient['auth'] {
  const transport = WebSocket as unknown as NonNullable<NonNullable<SupabaseClientOptions<'public'>['realtime']>['transport']>;
  return createClient(url(), key, { auth: { flowType, autoRefreshToken: false, persistSession: false }, realtime: { transport } }).auth;
}

const admin = () => sdk('implicit', secrets.supabaseServiceRoleKey).admin;

async function confirmedUser(email: string): Promise<string> {
  const { data, error } = await admin().createUser({ email, password, email_confirm: true });
  expect(error).toBeNull();
  return data.user?.id ?? '';
}

async function signedIn(email: string, flowType: 'pkce' | 'implicit' = 'implicit') {
  const auth = sdk(flowType);
  const { data, error } = await auth.signInWithPassword({ email, password });
  expect(error).toBeNull();
  return { auth, session: data.session ?? { access_token: '', refresh_token: '' } };
}

const fragment = (address: URL): Record<string, string> => Object.fromEntries(new URLSearchParams(address.hash.slice(1)));
const digitsMailedTo = (email: string) =>
  /\b\d{6}\b/.exec(stack.mails.findLast(({ to }) => to === email)?.text.split('it is')[1] ?? '')?.[0] ?? '';

describe('the unmodified SDK', () => {
  it('signs up and confirms by the implicit flow: tokens in the fragment', async () => {
    const email = newEmail();
    const auth = sdk('implicit');
    const { data, error } = await auth.signUp({ email, password, options: { emailRedirectTo: redirectUri, data: { theme: 'dark' } } });
    expect({ error, session: data.session }).toEqual({ error: null, session: null });
    const fields = fragment((await open(stack.mailedLink(email))).url);
    expect(fields).toMatchObject({ type: 'signup', token_type: 'bearer' });
    const { data: set } = await auth.setSession({
      access_token: fields['access_token'] ?? '',
      refresh_token: fields['refresh_token'] ?? '',
    });
    expect(set.user).toMatchObject({ email, user_metadata: { theme: 'dark', email_verified: true }, app_metadata: { provider: 'email' } });
  });

  it('signs up and confirms by PKCE', async () => {
    const email = newEmail();
    const auth = sdk('pkce');
    await auth.signUp({ email, password, options: { emailRedirectTo: redirectUri } });
    const back = (await open(stack.mailedLink(email))).url;
    const { data } = await auth.exchangeCodeForSession(back.searchParams.get('code') ?? '');
    expect(data.user?.identities?.map(({ provider }) => provider)).toEqual(['email']);
  });

  it.each(['pkce', 'implicit'] as const)('signs in by six digits, after a %s request', async (flowType) => {
    const email = newEmail();
    const auth = sdk(flowType);
    expect((await auth.signInWithOtp({ email })).error).toBeNull();
    expect((await auth.verifyOtp({ email, token: '000000x', type: 'email' })).error?.code).toBe('otp_expired');
    const token = digitsMailedTo(email);
    const { data, error } = await auth.verifyOtp({ email, token, type: 'email' });
    expect({ error, email: data.user?.email }).toEqual({ error: null, email });
    expect((await auth.verifyOtp({ email, token, type: 'email' })).error?.code).toBe('otp_expired');
    expect((await auth.signInWithOtp({ email: newEmail(), options: { shouldCreateUser: false } })).error?.code).toBe('otp_disabled');
  });

  it('signs in with Google by the implicit flow, and links a second provider with the same verified address', async () => {
    const auth = sdk('implicit');
    const users: unknown[] = [];
    for (const provider of ['google', 'github'] as const) {
      const { data } = await auth.signInWithOAuth({ provider, options: { redirectTo: redirectUri, skipBrowserRedirect: true } });
      const fields = fragment(await consent(data.url ?? '', ada));
      const { data: who } = await auth.getUser(fields['access_token']);
      users.push(who.user?.id);
      if (provider === 'github') expect(who.user?.app_metadata).toEqual({ provider: 'google', providers: ['google', 'github'] });
    }
    expect(new Set(users).size).toBe(1);
  });

  it('changes an address when both the old and the new one agree', async () => {
    const [email, changed] = [newEmail(), newEmail()];
    await confirmedUser(email);
    const { auth } = await signedIn(email);
    const { data } = await auth.updateUser({ email: changed }, { emailRedirectTo: redirectUri });
    expect(data.user).toMatchObject({ email, new_email: changed });
    expect(fragment((await open(stack.mailedLink(email))).url)).toHaveProperty('message');
    expect(fragment((await open(stack.mailedLink(changed))).url)['type']).toBe('email_change');
    expect((await auth.getUser()).data.user?.email).toBe(changed);
  });

  it('changes metadata and password, and refuses the old and a weak one', async () => {
    const email = newEmail();
    await confirmedUser(email);
    const { auth } = await signedIn(email);
    expect((await auth.updateUser({ data: { theme: 'light' } })).data.user?.user_metadata['theme']).toBe('light');
    expect((await auth.updateUser({ password })).error?.code).toBe('same_password');
    expect((await auth.updateUser({ password: 'short' })).error?.code).toBe('weak_password');
    expect((await auth.updateUser({ password: 'a new password' })).error).toBeNull();
    expect((await sdk('implicit').signInWithPassword({ email, password })).error?.code).toBe('invalid_credentials');
  });

  it('ends this session, the others, or all', async () => {
    const email = newEmail();
    await confirmedUser(email);
    const alive = async (sessions: readonly { auth: SupabaseClient['auth']; session: { access_token: string } }[]) =>
      Promise.all(sessions.map(async ({ session }) => (await sdk('implicit').getUser(session.access_token)).error === null));
    const sessions = [await signedIn(email), await signedIn(email), await signedIn(email)] as const;
    await sessions[0].auth.signOut({ scope: 'local' });
    expect(await alive(sessions)).toEqual([false, true, true]);
    await sessions[1].auth.signOut({ scope: 'others' });
    expect(await alive(sessions)).toEqual([false, true, false]);
    await sessions[1].auth.signOut({ scope: 'global' });
    expect(await alive(sessions)).toEqual([false, false, false]);
  });

  it('sends the confirmation again, which makes the link before it dead', async () => {
    const email = newEmail();
    await sdk('implicit').signUp({ email, password });
    const first = stack.mailedLink(email);
    expect((await sdk('implicit').resend({ type: 'signup', email })).error).toBeNull();
    expect(query((await open(first)).url)).toMatchObject({ error: 'access_denied', error_code: 'otp_expired' });
    expect(fragment((await open(stack.mailedLink(email))).url)['type']).toBe('signup');
  });
});

describe('administration', () => {
  it('makes, lists, finds, changes, bans and removes users', async () => {
    const email = newEmail();
    const id = await confirmedUser(email);
    expect((await admin().createUser({ email, password })).error?.code).toBe('email_exists');
    const { data: page } = await admin().listUsers({ page: 1, perPage: 2 });
    expect(page.users).toHaveLength(2);
    expect((await admin().getUserById(id)).data.user?.email).toBe(email);
    await admin().updateUserById(id, { app_metadata: { role: 'tester' }, ban_duration: '24h' });
    expect((await sdk('implicit').signInWithPassword({ email, password })).error?.code).toBe('user_banned');
    stack.advance(24 * 3_600 + 1);
    expect((await signedIn(email)).session.refresh_token).not.toBe('');
    expect((await admin().deleteUser(id)).error).toBeNull();
    expect((await admin().deleteUser(id)).error?.code).toBe('user_not_found');
    expect((await admin().getUserById(id)).error?.status).toBe(404);
  });

  it('is closed to everybody without the service role’s key', async () => {
    const { error } = await sdk('implicit').admin.listUsers();
    expect({ status: error?.status, code: error?.code }).toEqual({ status: 403, code: 'not_admin' });
  });
});

describe('the protocol', () => {
  const post = (path: string, body: unknown, headers: Record<string, string> = { apikey: secrets.supabaseAnonKey }) =>
    fetch(`${url()}/auth/v1${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  it('asks for the project’s key', async () => {
    expect((await fetch(`${url()}/auth/v1/settings`)).status).toBe(401);
    expect((await post('/recover', { email: ada.email }, { apikey: 'wrong' })).status).toBe(401);
    const settings = await fetch(`${url()}/auth/v1/settings`, { headers: { apikey: secrets.supabaseAnonKey } });
    expect(await settings.json()).toMatchObject({
      external: { email: true, google: true, github: true, phone: false },
      mailer_autoconfirm: false,
    });
    expect((await fetch(`${url()}/auth/v1/health`)).status).toBe(200);
  });

  it('words errors by the API version that the client names', async () => {
    const body = { email: ada.email, password: 'wrong' };
    const old = await post('/token?grant_type=password', body);
    expect(await old.json()).toMatchObject({ code: 400, error_code: 'invalid_credentials', msg: expect.any(String) as string });
    const current = await post('/token?grant_type=password', body, {
      apikey: secrets.supabaseAnonKey,
      'x-supabase-api-version': '2024-01-01',
    });
    expect(await current.json()).toEqual({ code: 'invalid_credentials', message: expect.any(String) as string });
    expect(current.headers.get('x-supabase-api-version')).toBe('2024-01-01');
  });

  it('answers nonsense with an error of its own, never with a failure', async () => {
    const paths = [
      '/signup',
      '/otp',
      '/recover',
      '/resend',
      '/verify',
      '/token?grant_type=password',
      '/token?grant_type=pkce',
      '/token?grant_type=refresh_token',
      '/token',
      '/logout',
    ];
    for (const path of paths) {
      for (const body of [
        null,
        [],
        'text',
        { email: 5 },
        { email: 'a@b', password: 7 },
        { refresh_token: 'unknown' },
        { auth_code: 'x', code_verifier: 'y' },
        { code_challenge: 'short', email: 'a@b.c' },
      ]) {
        const { status } = await post(path, body);
        expect({ path, body, fine: status < 500 }).toEqual({ path, body, fine: true });
      }
    }
    for (const path of [
      '/authorize?provider=facebook',
      '/authorize?provider=constructor',
      '/callback?state=x&code=y',
      '/verify?token=x&type=y',
      '/verify?token=x&type=constructor',
      '/verify',
    ]) {
      const response = await fetch(`${url()}/auth/v1${path}`, { redirect: 'manual' });
      expect({ path, fine: response.status < 500 }).toEqual({ path, fine: true });
    }
  });

  it('publishes the key that its tokens are signed with', async () => {
    const email = newEmail();
    await confirmedUser(email);
    const { session } = await signedIn(email);
    const published = (await (await fetch(`${url()}/auth/v1/.well-known/jwks.json`)).json()) as JSONWebKeySet;
    expect(published.keys[0]).not.toHaveProperty('d');
    const { payload } = await jwtVerify(session.access_token, createLocalJWKSet(published), {
      issuer: `${url()}/auth/v1`,
      audience: 'authenticated',
      currentDate: stack.clock.now(),
    });
    expect(payload).toMatchObject({
      email,
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: expect.any(Number) as number }],
      is_anonymous: false,
    });
    expect(Number(payload.exp) - Number(payload.iat)).toBe(3_600);
  });

  it('is bound to its own state: a callback without it goes nowhere but home', async () => {
    const { url: back } = await open(`${url()}/auth/v1/callback?code=x&state=forged`);
    expect(back.origin).toBe(webUrl);
    expect(query(back)['error_code']).toBe('bad_oauth_state');
  });

  it('starts again on a database and a folder that it has used, with the same key', async () => {
    const keySet = async (origin: string) => (await fetch(`${origin}/supabase/auth/v1/.well-known/jwks.json`)).json();
    const again = await stack.startAnother();
    expect(await keySet(again.url)).toEqual(await keySet(stack.host.url));
    await again.stop();
  });
});
