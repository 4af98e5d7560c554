import { consoleRole, createClient, type Client } from '@keepword/contracts';
import { redirect } from '@remix-run/node';
import { z } from 'zod';
import { environment } from '../platform/boot.server.js';
import { csrfToken, newCsrfSecret } from '../platform/csrf.server.js';
import { safeReturnTo } from '../platform/return-to.server.js';
import { createSeal } from '../platform/seal.server.js';
import { sealedCookie } from '../platform/sealed-cookie.server.js';

const session = z.object({
  csrf: z.string(),
  signedIn: z.object({ accessToken: z.string(), id: z.string(), email: z.string(), roles: z.array(consoleRole) }).optional(),
});
type Session = z.infer<typeof session>;

/** A cookie of its own: the browser never sends it to a page of the people, and theirs opens nothing here. */
const cookie = sealedCookie('keepword-console', '/console', session);
const seal = createSeal(environment.sessionSecret, 'console-session');
const secure = environment.webUrl.startsWith('https:');

/** One request of one of the team: the session, and the privacy-service in their name. */
export class ConsoleVisit {
  readonly #known: string | null;
  readonly api: Client;
  session: Session;

  constructor(readonly request: Request) {
    const read = cookie.read(seal, request.headers.get('cookie'));
    this.session = read ?? { csrf: newCsrfSecret() };
    this.#known = read ? JSON.stringify(read) : null;
    this.api = createClient({
      baseUrl: environment.privacyServiceUrl,
      accessToken: this.session.signedIn?.accessToken,
      fetch: (url, init = {}) => fetch(url, { ...init, headers: this.#headersOf(init) }),
    });
  }

  get csrfToken(): string {
    return csrfToken(this.session.csrf);
  }

  signIn(signedIn: NonNullable<Session['signedIn']>): void {
    this.session = { csrf: newCsrfSecret(), signedIn };
  }

  /** What an answer must carry: `Set-Cookie` if the session changed, or if a form of the page needs one to begin with. */
  headers(keep: 'if-known' | 'always' = 'if-known'): Headers {
    const headers = new Headers();
    const changed = JSON.stringify(this.session) !== this.#known;
    const worthKeeping = this.#known !== null || this.session.signedIn || keep === 'always';
    if (changed && worthKeeping) headers.append('set-cookie', cookie.write(seal, this.session, secure));
    return headers;
  }

  /** @throws Response that leads to the console's sign-in and back; the cookie of an ended session goes with it */
  signInFirst(): never {
    const { pathname, search } = new URL(this.request.url);
    const back = this.request.method === 'GET' ? pathname + search : pathname;
    throw redirect(`/console/sign-in?returnTo=${encodeURIComponent(back)}`, { headers: { 'set-cookie': cookie.clear(secure) } });
  }

  #headersOf(init: RequestInit): Headers {
    const headers = new Headers(init.headers);
    const address = this.request.headers.get('x-client-address');
    if (address) headers.set('x-forwarded-for', address);
    return headers;
  }
}

/** @throws Response that leads to the console's sign-in */
export function openConsoleVisit(request: Request): ConsoleVisit {
  const visit = new ConsoleVisit(request);
  if (!visit.session.signedIn) visit.signInFirst();
  return visit;
}

export const consoleSignOutCookie = (): string => cookie.clear(secure);

/** A page of the console to go on to; never one outside of it. */
export function consoleReturnTo(value: unknown): string {
  const path = safeReturnTo(value, '/console/today');
  return path.startsWith('/console/') && !path.startsWith('/console/sign-') ? path : '/console/today';
}
