import type { StartedSession } from '@keepword/contracts';
import { redirect } from '@remix-run/node';
import { detour } from './return-to.server.js';
import type { Visit } from './visit.server.js';

/** The answer to a sign-in that worked: on to where the person wanted to go, by the age question if it is open. */
export function afterSignIn(visit: Visit, started: StartedSession, returnTo: string): Response {
  visit.signIn(started);
  const to = started.account.ageBand === null ? detour('/sign-in/age', returnTo) : returnTo;
  return redirect(to, { status: 303, headers: visit.headers() });
}
