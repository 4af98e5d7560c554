import { data, type LinksFunction, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Outlet } from '@remix-run/react';
import { ConsoleVisit } from '../../console/console-visit.server.js';
import { ConsoleFrame } from '../../console/frame.js';
import { ErrorPage } from '../../page/error-page.js';
import stylesheet from './console.css?url';

/** The pages of the team have a frame of their own. */
export const handle = { ownFrame: true };

/** A file of its own: nobody else's page carries it. */
export const links: LinksFunction = () => [{ rel: 'stylesheet', href: stylesheet }];

export const meta: MetaFunction = () => [{ title: 'Privacy console' }, { name: 'robots', content: 'noindex' }];

/** Reads only the cookie: whether the session still holds is found out by the page, when it asks for something. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new ConsoleVisit(request);
  const { signedIn } = visit.session;
  const staff = signedIn ? { id: signedIn.id, email: signedIn.email, roles: signedIn.roles } : null;
  return data({ staff, csrf: visit.csrfToken }, { headers: visit.headers() });
}

export default function Console() {
  return (
    <ConsoleFrame>
      <Outlet />
    </ConsoleFrame>
  );
}

export function ErrorBoundary() {
  return (
    <ConsoleFrame>
      <ErrorPage />
    </ConsoleFrame>
  );
}
