import { endCurrentSession, ProblemError } from '@keepword/contracts';
import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { readForm } from '../platform/form.server.js';
import { signOutCookie, Visit } from '../platform/visit.server.js';

export function loader() {
  return redirect('/');
}

/** Ends the session on the service first, so that the words on the next page are true. */
export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  await readForm(visit);
  if (visit.signedIn) {
    try {
      await visit.api.call(endCurrentSession);
    } catch (error) {
      // An unauthenticated answer means that it had ended already, which is what was asked for.
      if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error;
    }
  }
  // Pictures that this browser still holds go too, for whoever sits down at it next.
  const headers = { 'set-cookie': signOutCookie(), 'clear-site-data': '"cache"' };
  return redirect('/sign-in?notice=signed-out', { status: 303, headers });
}
