import { ProblemError, startSession } from '@keepword/contracts';
import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { callbackOf } from '../platform/callback.server.js';
import { logFailure } from '../platform/log.server.js';
import { answered } from '../platform/problems.server.js';
import { afterSignIn } from '../platform/signed-in.server.js';
import { Visit } from '../platform/visit.server.js';

/** Where identity providers and mailed links come back to. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { started } = visit.session;
  if (!started) throw redirect('/sign-in?notice=other-browser');
  const { search, searchParams } = new URL(request.url);
  if (searchParams.get('error') === 'access_denied') throw redirect('/sign-in?notice=declined');
  if (started.purpose === 'password-reset') throw redirect(`/sign-in/reset${search}`);
  const answer = await answered(visit, async () => {
    try {
      return await visit.api.call(startSession, { body: { with: 'callback', flow: started.flow, callback: callbackOf(request) } });
    } catch (error) {
      if (!(error instanceof ProblemError) || !failed.has(error.problem.type)) throw error;
      logFailure('a sign-in was refused', error);
      throw redirect('/sign-in?notice=failed');
    }
  });
  if (!('accessToken' in answer)) throw new TypeError('a callback answered without a session');
  return afterSignIn(visit, answer, started.returnTo);
}

const failed = new Set(['/problems/sign-in-failed', '/problems/invalid-request', '/problems/unauthenticated']);
