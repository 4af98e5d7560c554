import { data, redirect, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Goodbye', matches), { name: 'robots', content: 'noindex' }];

/** Only for whoever has just closed their account here; the reference is in the sealed cookie, never in the address. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { farewell } = visit.session;
  if (farewell === undefined) throw redirect('/', { headers: visit.headers() });
  return data({ reference: farewell }, { headers: visit.headers() });
}

export default function Goodbye() {
  const { reference } = useLoaderData<typeof loader>();
  return (
    <section className="page narrow" role="status">
      <h1>The account is closed</h1>
      <p className="lead">You are signed out, here and everywhere else.</p>
      <p>
        The erasing is request <b>{reference}</b>. What happens next comes by mail: how far it is and, when it is done, a link to its signed
        certificate. That link works without an account, and anybody can <Link to="/certificates/verify">check the certificate</Link>.
      </p>
      <p>
        If you have a question, <Link to="/contact">write to us</Link> and name the request.
      </p>
    </section>
  );
}
