import { ProblemError, startSession } from '@keepword/contracts';
import { redirect } from '@remix-run/node';
import { logFailure } from './log.server.js';
import { answered } from './problems.server.js';
import type { Session } from './session-cookie.server.js';
import { afterSignIn } from './signed-in.server.js';
import type { Visit } from './visit.server.js';

const partsMax = 20;
const nameCharsMax = 100;
const valueCharsMax = 4000;

/** What the identity vendor or a mailed link sent back in the address, within the limits of the contract. */
export function callbackOf(request: Request): Record<string, string> {
  const parts = [...new URL(request.url).searchParams].filter(
    ([name, value]) => name.length <= nameCharsMax && value.length <= valueCharsMax,
  );
  return Object.fromEntries(parts.slice(0, partsMax));
}

/** Whether the address holds a mailed token, which is spent by whoever sends it on. */
export function holdsToken(request: Request): boolean {
  const { searchParams } = new URL(request.url);
  return searchParams.has('token') || searchParams.has('token_hash');
}

const failed = new Set(['/problems/sign-in-failed', '/problems/invalid-request', '/problems/unauthenticated']);

/** Ends a sign-in with what the address brought. @throws Response back to the sign-in page when it does not hold */
export async function completeSignIn(visit: Visit, started: NonNullable<Session['started']>): Promise<Response> {
  const answer = await answered(visit, async () => {
    try {
      return await visit.api.call(startSession, {
        body: { with: 'callback', flow: started.flow, callback: callbackOf(visit.request) },
      });
    } catch (error) {
      if (!(error instanceof ProblemError) || !failed.has(error.problem.type)) throw error;
      logFailure('a sign-in was refused', error);
      throw redirect('/sign-in?notice=failed');
    }
  });
  if (!('accessToken' in answer)) throw new TypeError('a callback answered without a session');
  return afterSignIn(visit, answer, started.returnTo);
}
