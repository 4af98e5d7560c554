import { confirmGuardian } from '@keepword/contracts';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { loadLinkPage, spendLinkToken } from '../../platform/link-page.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Your consent', matches), { name: 'robots', content: 'noindex' }];

export const loader = ({ request }: LoaderFunctionArgs) => loadLinkPage(request);

export const action = ({ request }: ActionFunctionArgs) =>
  spendLinkToken(request, (visit, token) => visit.api.call(confirmGuardian, { body: { token } }));

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
