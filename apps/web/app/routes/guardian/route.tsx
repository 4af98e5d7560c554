import { confirmGuardian } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { field, readForm } from '../../platform/form.server.js';
import { linkToken } from '../../platform/link-token.server.js';
import { isRefused, tried } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Your consent', matches), { name: 'robots', content: 'noindex' }];

/** A person has to press the button: mail scanners open links, and opening alone must not agree to anything. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  return data({ token: linkToken(request), csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const answer = await tried(visit, () => visit.api.call(confirmGuardian, { body: { token: field(form, 'token') ?? '' } }));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function Guardian() {
  const { token, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'state' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>{answer.state === 'agreed' ? 'Thank you' : 'One more step'}</h1>
        <p className="lead">
          {answer.state === 'agreed'
            ? 'You have agreed. A last mail holds the link with which you take that back at any time.'
            : 'A second mail is on its way to you. Only with the link in that one is your consent given.'}
        </p>
      </section>
    );
  }
  return (
    <section className="page narrow">
      <h1>Do you agree?</h1>
      <p className="lead">A young person named you as a parent or guardian, and would like to make pictures here and buy credits for it.</p>
      <p>
        What we collect, for how long and who receives it stands in <Link to="/legal/privacy">our policy</Link>. You take your consent back
        at any time; the account is then closed and erased.
      </p>
      <RefusalNotice answer={answer} />
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="token" value={token} />
        <button className="primary">I am the parent or guardian, and agree</button>
      </Form>
    </section>
  );
}
