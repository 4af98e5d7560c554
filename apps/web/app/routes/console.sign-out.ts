import { endStaffSession, ProblemError } from '@keepword/contracts';
import { redirect, type ActionFunctionArgs } from '@remix-run/node';
import { consoleSignOutCookie, ConsoleVisit } from '../console/console-visit.server.js';
import { readForm } from '../platform/form.server.js';

export function loader() {
  return redirect('/console/today');
}

/** Ends the session on the service first, so that the words on the next page are true. */
export async function action({ request }: ActionFunctionArgs) {
  const visit = new ConsoleVisit(request);
  await readForm(visit);
  if (visit.session.signedIn) {
    try {
      await visit.api.call(endStaffSession);
    } catch (error) {
      // An unauthenticated answer means that it had ended already, which is what was asked for.
      if (!(error instanceof ProblemError) || error.problem.status !== 401) throw error;
    }
  }
  return redirect('/console/sign-in?notice=signed-out', { status: 303, headers: { 'set-cookie': consoleSignOutCookie() } });
}
