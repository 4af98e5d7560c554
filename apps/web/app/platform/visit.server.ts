import { createClient, ProblemError, renewSession, type Client, type StartedSession } from '@keepword/contracts';
import { redirect } from '@remix-run/node';
import { storesDevice } from '@keepword/policy';
import { clock, environment } from './boot.server.js';
import { csrfToken, newCsrfSecret } from './csrf.server.js';
import { activeProfile } from './policy.server.js';
import { createRenewals } from './renewals.server.js';
import { detour } from './return-to.server.js';
import { createSeal } from './seal.server.js';
import { clearSession, readSession, writeSession, type Session, type SignedIn } from './session-cookie.server.js';

const seal = createSeal(environment.sessionSecret, 'session');
const secure = environment.webUrl.startsWith('https:');
/** An access token this close to its end is renewed before it is used. */
const renewBeforeMs = 60_000;

/** core-api without a person. */
export const openApi: Client = createClient({ baseUrl: environment.coreApiUrl });
/** The privacy-service without a person. */
export const openPrivacyApi: Client = createClient({ baseUrl: environment.privacyServiceUrl });
const renewOnce = createRenewals(clock, (refreshToken, headers) => openApi.call(renewSession, { body: { refreshToken }, headers }));

/** One request of one browser: its session, and both services in the name of the person who is signed in. */
export class Visit {
  readonly #known: string | null;
  readonly api: Client;
  readonly privacyApi: Client;
  /** The privacy-service for what a mailed link proves: whoever is signed in here plays no part in it. */
  readonly capabilityApi: Client;
  session: Session;

  constructor(readonly request: Request) {
    const read = readSession(seal, request.headers.get('cookie'));
    this.session = read ?? { csrf: newCsrfSecret() };
    this.#known = read ? JSON.stringify(read) : null;
    const asPerson: typeof fetch = (url, init) => this.#send(url, init);
    this.api = createClient({ baseUrl: environment.coreApiUrl, fetch: asPerson });
    this.privacyApi = createClient({ baseUrl: environment.privacyServiceUrl, fetch: asPerson });
    this.capabilityApi = createClient({
      baseUrl: environment.privacyServiceUrl,
      fetch: (url, init = {}) => fetch(url, this.#with(init, undefined)),
    });
  }

  get signedIn(): SignedIn | undefined {
    return this.session.signedIn;
  }

  /** For the hidden field of a form; the session it belongs to has to be set with {@link headers}. */
  get csrfToken(): string {
    return csrfToken(this.session.csrf);
  }

  begin(started: NonNullable<Session['started']>): void {
    this.session = { ...this.session, started };
  }

  /** A new session gets a new secret for its forms: nothing from before the sign-in stays valid. */
  signIn({ sessionId, accessToken, refreshToken, expiresAt }: Omit<StartedSession, 'account'>): void {
    this.session = { csrf: newCsrfSecret(), signedIn: { sessionId, accessToken, refreshToken, expiresAt } };
  }

  /** Forgets the person here; what is left to say to them is the reference of the case that closes their account. */
  sayGoodbye(reference: string): void {
    this.session = { csrf: newCsrfSecret(), farewell: reference };
  }

  /** What an answer must carry: `Set-Cookie` if the session changed. Anonymous reading sets no cookie unless `keep` asks for one. */
  headers(keep: 'if-known' | 'always' = 'if-known'): Headers {
    const headers = new Headers();
    const changed = JSON.stringify(this.session) !== this.#known;
    const worthKeeping = this.#known !== null || this.session.started || this.session.signedIn || keep === 'always';
    if (changed && worthKeeping) headers.append('set-cookie', writeSession(seal, this.session, secure));
    return headers;
  }

  /** @throws Response that leads to the sign-in and back; the cookie of an ended session goes with it */
  signInFirst(): never {
    const url = new URL(this.request.url);
    const back = this.request.method === 'GET' ? url.pathname + url.search : url.pathname;
    throw redirect(detour('/sign-in', back), { headers: this.#known ? { 'set-cookie': clearSession(secure) } : {} });
  }

  async #send(url: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const signedIn = await this.#fresh();
    const response = await fetch(url, this.#with(init, signedIn));
    if (response.status !== 401 || !signedIn?.refreshToken) return response;
    // The service's clock may be ahead of ours, or the key was rotated: one renewal, one more try.
    await response.body?.cancel();
    return fetch(url, this.#with(init, await this.#renew(signedIn)));
  }

  /**
   * Where the browser is, so that core-api counts each network's tries for itself and not all of ours as one. It counts in memory, by
   * keyed hash; written down is an address only where the profile lists it, which core-api decides.
   */
  get #origin(): Record<string, string> {
    const address = this.request.headers.get('x-client-address');
    return address ? { 'x-forwarded-for': address } : {};
  }

  /** What the service must know of the caller; the device only where the profile collects it. */
  #with(init: RequestInit, signedIn: SignedIn | undefined): RequestInit {
    const headers = new Headers(init.headers);
    if (signedIn) headers.set('authorization', `Bearer ${signedIn.accessToken}`);
    for (const [name, value] of Object.entries(this.#origin)) headers.set(name, value);
    const device = this.request.headers.get('user-agent');
    if (device && storesDevice(activeProfile)) headers.set('x-forwarded-user-agent', device);
    return { ...init, headers };
  }

  async #fresh(): Promise<SignedIn | undefined> {
    const { signedIn } = this;
    if (!signedIn?.refreshToken) return signedIn;
    const leftMs = Date.parse(signedIn.expiresAt) - clock.now().getTime();
    return leftMs > renewBeforeMs ? signedIn : this.#renew(signedIn);
  }

  async #renew(signedIn: SignedIn): Promise<SignedIn | undefined> {
    if (!signedIn.refreshToken) return signedIn;
    try {
      const { sessionId, accessToken, refreshToken, expiresAt } = await renewOnce(signedIn.refreshToken, this.#origin);
      this.session = { ...this.session, signedIn: { sessionId, accessToken, refreshToken, expiresAt } };
      return this.session.signedIn;
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status < 500 && error.problem.status !== 429) return signedIn; // ended: the call itself will say so
      throw error;
    }
  }
}

/** For pages of a signed-in person. @throws Response that leads to the sign-in */
export function openPersonalVisit(request: Request): Visit {
  const visit = new Visit(request);
  if (!visit.signedIn) visit.signInFirst();
  return visit;
}

/** For files and streams of a signed-in person, which no sign-in page could lead back to. @throws Response 401 */
export function openPersonalStream(request: Request): Visit {
  const visit = new Visit(request);
  if (!visit.signedIn) throw new Response('Sign in first\n', { status: 401, headers: { 'content-type': 'text/plain; charset=utf-8' } });
  return visit;
}

export function signOutCookie(): string {
  return clearSession(secure);
}
