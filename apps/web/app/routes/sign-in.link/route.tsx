import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { completeSignIn, holdsToken } from '../../platform/callback.server.js';
import { readForm } from '../../platform/form.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Sign in', matches), { name: 'robots', content: 'noindex' }];

/** A person has to press the button: mail scanners open links, and opening alone must not spend one. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  if (!visit.session.started) throw redirect('/sign-in?notice=other-browser');
  if (!holdsToken(request)) throw redirect('/sign-in?notice=failed');
  const confirms = new URL(request.url).searchParams.get('type') === 'signup';
  return data({ confirms, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  await readForm(visit);
  const { started } = visit.session;
  if (started?.purpose !== 'sign-in') throw redirect('/sign-in?notice=other-browser');
  return completeSignIn(visit, started);
}

export default function MailedLink() {
  const { confirms, csrf } = useLoaderData<typeof loader>();
  return (
    <section className="page narrow">
      <h1>{confirms ? 'Confirm your address?' : 'Sign in here?'}</h1>
      <p className="lead">The link from your mail works once. It is used when you press the button, not before.</p>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <button className="primary wide">{confirms ? 'Confirm and sign in' : 'Sign in'}</button>
      </Form>
    </section>
  );
}
