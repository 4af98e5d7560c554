import { withdrawGuardian } from '@keepword/contracts';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { loadLinkPage, spendLinkToken } from '../../platform/link-page.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Take your consent back', matches), { name: 'robots', content: 'noindex' }];

export const loader = ({ request }: LoaderFunctionArgs) => loadLinkPage(request);

export const action = ({ request }: ActionFunctionArgs) =>
  spendLinkToken(request, (visit, token) => visit.api.call(withdrawGuardian, { body: { token } }));

export default function GuardianWithdrawal() {
  const { token, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'closed' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>The account is closed</h1>
        <p className="lead">Nobody can sign in to it any more, and what it held is being erased.</p>
      </section>
    );
  }
  return (
    <section className="page narrow">
      <h1>Take your consent back?</h1>
      <p className="lead">The account is closed at once, and everything in it is erased: pictures, prompts, credits that are left.</p>
      <RefusalNotice answer={answer} />
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="token" value={token} />
        <button className="danger">Close and erase it</button>
      </Form>
    </section>
  );
}
