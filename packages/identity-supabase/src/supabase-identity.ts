import { randomBytes } from 'node:crypto';
import type { BeginSignIn, IdentityProvider, SignedIn, SignInMethod, SignInRefusal, VendorSession } from '@keepword/accounts';
import type { AuthError, EmailOtpType, Session, User } from '@supabase/supabase-js';
import { accessTokenVerifier, type VerifiedAccessToken } from './access-token-verifier.js';
import { identityClaims, vendorSession } from './claims.js';
import type { SupabaseIdentityConfig } from './config.js';
import { quietRefusalOf, refusalOf, refusalOfCallback, SupabaseUnavailable } from './refusals.js';
import { openFlow, sealFlow, withState, type SignInFlow } from './sign-in-flow.js';
import { flowClient, guardedFetch, type Fetch, type FlowClient } from './supabase-client.js';

/** On top of what Supabase asks each provider for by itself (Google: email, profile; GitHub: user:email). */
const extraScopes = { google: 'openid', github: 'read:user' } as const;

/** From the start of a redirecting sign-in to its end. A mailed link may be read later: there the link's own hour counts. */
const redirectFlowMsMax = 10 * 60_000;
const mailedFlowMsMax = 60 * 60_000;

/** What a mailed link may be for, by what was started. Its token is spent here, on a call of ours, and never by opening the link. */
const linkTypes: Readonly<Record<SignInFlow['purpose'], readonly EmailOtpType[]>> = {
  'sign-in': ['magiclink', 'signup', 'email'],
  confirm: ['signup', 'email'],
  reset: ['recovery'],
};

/** The vendor's own limit on top of ours; looked at first, since it spends a reset link before it looks at the password. */
const passwordBytes = { min: 8, max: 72 } as const;

const notOffered: SignInRefusal = { refused: 'not-offered' };
const mismatch: SignInRefusal = { refused: 'flow-mismatch' };

/** Sign-in by Supabase Auth. Failures of the vendor itself are thrown as {@link SupabaseUnavailable}. */
export class SupabaseIdentity implements IdentityProvider {
  readonly id = 'supabase';
  readonly #fetch: Fetch;
  readonly #verify: (token: string, at: Date) => Promise<VerifiedAccessToken | null>;

  /** @param fetch the way out, where calls to vendors are to be recorded or held back */
  constructor(
    private readonly config: SupabaseIdentityConfig,
    readonly methods: readonly SignInMethod[],
    fetch: Fetch = globalThis.fetch,
  ) {
    this.#fetch = guardedFetch(fetch);
    this.#verify = accessTokenVerifier(config.url, fetch);
  }

  async begin(request: BeginSignIn, at: Date): Promise<{ readonly url: string | null; readonly flow: string } | SignInRefusal> {
    const { method, redirectUri, email } = request;
    if (!this.methods.includes(method) || method === 'email-password') return notOffered;
    const client = this.#client();
    const state = newState();
    const redirectTo = withState(redirectUri, state);
    if (method === 'email-magic-link') {
      if (!email) throw new Error('a sign-in by mail needs an address');
      const { error } = await client.auth.signInWithOtp({ email, options: { emailRedirectTo: redirectTo, shouldCreateUser: true } });
      const refusal = error && quietRefusalOf(error);
      return refusal ?? { url: null, flow: sealFlow(started(client, method, 'sign-in', state, at)) };
    }
    const { data, error } = await client.auth.signInWithOAuth({
      provider: method,
      options: { redirectTo, scopes: extraScopes[method], skipBrowserRedirect: true },
    });
    if (error) return refusalOf(error);
    return { url: data.url, flow: sealFlow(started(client, method, 'sign-in', state, at)) };
  }

  async complete(flow: string, callback: Readonly<Record<string, string>>, at: Date): Promise<SignedIn | SignInRefusal> {
    const running = openFlow(flow);
    if (!running || running.purpose === 'reset' || !this.methods.includes(running.method)) return mismatch;
    const exchanged = await this.#exchange(running, callback, at);
    return 'refused' in exchanged ? exchanged : signedIn(exchanged.session, exchanged.user, running.method);
  }

  /** The answer is the same whether the address is known or not; `flow` completes the sign-in when the mailed link is opened in the same browser. */
  async register(
    email: string,
    password: string,
    redirectUri: string,
  ): Promise<SignedIn | { readonly confirmationSent: true; readonly flow?: string } | SignInRefusal> {
    if (!this.methods.includes('email-password')) return notOffered;
    const client = this.#client();
    const state = newState();
    const { data, error } = await client.auth.signUp({ email, password, options: { emailRedirectTo: withState(redirectUri, state) } });
    const refusal = error && quietRefusalOf(error);
    if (refusal) return refusal;
    if (data.session && data.user) return signedIn(data.session, data.user, 'email-password');
    const verifier = client.verifier();
    return {
      confirmationSent: true,
      ...(verifier === null ? {} : { flow: sealFlow(started(client, 'email-password', 'confirm', state, null)) }),
    };
  }

  async signInWithPassword(email: string, password: string): Promise<SignedIn | SignInRefusal> {
    if (!this.methods.includes('email-password')) return notOffered;
    const { data, error } = await this.#client().auth.signInWithPassword({ email, password });
    return error ? refusalOf(error) : signedIn(data.session, data.user, 'email-password');
  }

  async requestPasswordReset(email: string, redirectUri: string): Promise<{ readonly flow: string } | SignInRefusal> {
    if (!this.methods.includes('email-password')) return notOffered;
    const client = this.#client();
    const state = newState();
    const { error } = await client.auth.resetPasswordForEmail(email, { redirectTo: withState(redirectUri, state) });
    const refusal = error && quietRefusalOf(error);
    return refusal ?? { flow: sealFlow(started(client, 'email-password', 'reset', state, null)) };
  }

  /** A password of a wrong length leaves the link as it is. Ends the person's other sessions at the vendor. */
  async resetPassword(
    flow: string,
    callback: Readonly<Record<string, string>>,
    newPassword: string,
    at: Date,
  ): Promise<SignedIn | SignInRefusal> {
    if (!this.methods.includes('email-password')) return notOffered;
    const running = openFlow(flow);
    if (!running || running.purpose !== 'reset') return mismatch;
    const bytes = Buffer.byteLength(newPassword);
    if (bytes < passwordBytes.min || bytes > passwordBytes.max) return { refused: 'weak-password' };
    const exchanged = await this.#exchange(running, callback, at);
    if ('refused' in exchanged) return exchanged;
    const { error } = await exchanged.client.auth.updateUser({ password: newPassword });
    // Setting the password that it already was is what the person wanted.
    if (error && error.code !== 'same_password') return refusalOf(error);
    return signedIn(exchanged.session, exchanged.user, 'email-password');
  }

  verifyAccessToken(token: string, at: Date): Promise<VerifiedAccessToken | null> {
    return this.#verify(token, at);
  }

  async renew(refreshToken: string): Promise<VendorSession | SignInRefusal> {
    const { data, error } = await this.#client().auth.refreshSession({ refresh_token: refreshToken });
    if (error) return refusalOf(error);
    return data.session ? vendorSession(data.session) : { refused: 'wrong-credentials' };
  }

  /** @param refreshToken ends the session also when the access token has run out, which the vendor would not take any more */
  async endSession(accessToken: string, refreshToken?: string): Promise<void> {
    const { error } = await this.#admin().auth.admin.signOut(accessToken, 'local');
    if (!error || error.name === 'AuthSessionMissingError') return;
    if (error.status !== 401 && error.status !== 403 && error.status !== 404) throw unexpected(error);
    if (refreshToken === undefined) return;
    const renewed = await this.renew(refreshToken);
    if ('refused' in renewed) return;
    const { error: again } = await this.#admin().auth.admin.signOut(renewed.accessToken, 'local');
    if (again && again.name !== 'AuthSessionMissingError') throw unexpected(again);
  }

  async changeEmail(userId: string, email: string): Promise<void> {
    const { error } = await this.#admin().auth.admin.updateUserById(userId, { email, email_confirm: true });
    if (error) throw unexpected(error);
  }

  async deleteUser(userId: string): Promise<void> {
    const { error } = await this.#admin().auth.admin.deleteUser(userId);
    if (error && error.code !== 'user_not_found' && error.status !== 404) throw unexpected(error);
  }

  async hasUser(userId: string): Promise<boolean> {
    const { data, error } = await this.#admin().auth.admin.getUserById(userId);
    if (error && error.code !== 'user_not_found' && error.status !== 404) throw unexpected(error);
    return error === null && data.user !== null;
  }

  async storedUser(userId: string): Promise<Readonly<Record<string, unknown>> | null> {
    const { data, error } = await this.#admin().auth.admin.getUserById(userId);
    if (error && error.code !== 'user_not_found' && error.status !== 404) throw unexpected(error);
    return error === null && data.user ? { ...data.user } : null;
  }

  async #exchange(
    running: SignInFlow,
    callback: Readonly<Record<string, string>>,
    at: Date,
  ): Promise<{ readonly session: Session; readonly user: User; readonly client: FlowClient } | SignInRefusal> {
    if (callback['state'] !== running.state) return mismatch;
    const mailed = running.method === 'email-magic-link' || running.method === 'email-password';
    const ageMs = running.startedAt === null ? 0 : at.getTime() - running.startedAt;
    if (ageMs > (mailed ? mailedFlowMsMax : redirectFlowMsMax)) return { refused: mailed ? 'link-expired' : 'flow-mismatch' };
    const refusal = refusalOfCallback(callback);
    if (refusal) return refusal;
    const client = this.#client(running.verifier);
    const { session, user, error } = await redeem(client, running.purpose, callback);
    if (error) return error.code === 'validation_failed' ? mismatch : refusalOf(error);
    return session && user ? { session, user, client } : mismatch;
  }

  #client(verifier?: string): FlowClient {
    return flowClient(this.config.url, this.config.anonKey, this.#fetch, verifier);
  }

  #admin(): FlowClient {
    return flowClient(this.config.url, this.config.serviceRoleKey, this.#fetch);
  }
}

interface Redeemed {
  readonly session: Session | null;
  readonly user: User | null;
  readonly error: AuthError | null;
}

const nothing: Redeemed = { session: null, user: null, error: null };

/** A redirect brings a code that fits our verifier; a mailed link brings the hash of its token. */
async function redeem(client: FlowClient, purpose: SignInFlow['purpose'], callback: Readonly<Record<string, string>>): Promise<Redeemed> {
  const { code, token_hash: tokenHash } = callback;
  if (tokenHash !== undefined) {
    const type = linkTypes[purpose].find((one) => one === callback['type']);
    if (type === undefined || !/^[\w-]{20,200}$/.test(tokenHash)) return nothing;
    const { data, error } = await client.auth.verifyOtp({ token_hash: tokenHash, type });
    return { session: data.session, user: data.user, error };
  }
  if (!code || code.length > 512) return nothing;
  const { data, error } = await client.auth.exchangeCodeForSession(code);
  return { session: data.session, user: data.user, error };
}

const newState = () => randomBytes(16).toString('base64url');

function started(client: FlowClient, method: SignInMethod, purpose: SignInFlow['purpose'], state: string, at: Date | null): SignInFlow {
  // Where the vendor held a mail back, the SDK forgot its verifier; the person still gets a flow, which no code will ever fit.
  const verifier = client.verifier() ?? randomBytes(48).toString('base64url');
  return { method, purpose, state, verifier, startedAt: at === null ? null : at.getTime() };
}

function signedIn(session: Session, user: User, method: SignInMethod): SignedIn {
  return { claims: identityClaims(user, method), vendorSession: vendorSession(session) };
}

const unexpected = (error: { code?: string | undefined; status?: number | undefined }) =>
  new SupabaseUnavailable(error.code ?? `status ${error.status ?? 'unknown'}`);
