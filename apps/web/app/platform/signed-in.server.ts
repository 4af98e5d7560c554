import { createClient, endCurrentSession, ProblemError, type StartedSession } from '@keepword/contracts';
import { redirect } from '@remix-run/node';
import { environment } from './boot.server.js';
import { logFailure } from './log.server.js';
import { detour } from './return-to.server.js';
import type { SignedIn } from './session-cookie.server.js';
import type { Visit } from './visit.server.js';

/** The answer to a sign-in that worked: on to where the person wanted to go, by the age question if it is open. */
export async function afterSignIn(visit: Visit, started: StartedSession, returnTo: string): Promise<Response> {
  const before = visit.signedIn;
  visit.signIn(started);
  if (before && before.sessionId !== started.sessionId) await end(before);
  const to = started.account.ageBand === null ? detour('/sign-in/age', returnTo) : returnTo;
  return redirect(to, { status: 303, headers: visit.headers() });
}

/** Whoever signs in again leaves no second session behind that nobody can see any more. It ends by itself if this does not work. */
async function end({ accessToken }: SignedIn): Promise<void> {
  try {
    await createClient({ baseUrl: environment.coreApiUrl, accessToken }).call(endCurrentSession);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.problem.status !== 401)
      logFailure('the session before this one could not be ended', error);
  }
}
