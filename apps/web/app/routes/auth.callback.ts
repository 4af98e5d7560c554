import { redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { completeSignIn, holdsToken } from '../platform/callback.server.js';
import { Visit } from '../platform/visit.server.js';

/** Where identity providers and mailed links come back to. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { started } = visit.session;
  if (!started) throw redirect('/sign-in?notice=other-browser');
  const { search, searchParams } = new URL(request.url);
  if (searchParams.get('error') === 'access_denied') throw redirect('/sign-in?notice=declined');
  if (started.purpose === 'password-reset') throw redirect(`/sign-in/reset${search}`);
  if (holdsToken(request)) throw redirect(`/sign-in/link${search}`);
  return completeSignIn(visit, started);
}
