import { confirmEmailChange } from '@keepword/contracts';
import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { loadLinkPage, spendLinkToken } from '../../platform/link-page.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('New address', matches), { name: 'robots', content: 'noindex' }];

export const loader = ({ request }: LoaderFunctionArgs) => loadLinkPage(request);

export const action = ({ request }: ActionFunctionArgs) =>
  spendLinkToken(request, (visit, token) => visit.api.call(confirmEmailChange, { body: { token } }));

export default function ConfirmEmail() {
  const { token, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'email' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>Changed</h1>
        <p className="lead">
          Your address is now <b>{answer.email}</b>.
        </p>
        <p>
          <Link to="/settings/profile">To your profile</Link>
        </p>
      </section>
    );
  }
  return (
    <section className="page narrow">
      <h1>Use this address?</h1>
      <p className="lead">Mails and sign-ins of your account will go to the address that got this link.</p>
      <RefusalNotice answer={answer} />
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="token" value={token} />
        <button className="primary">Use it</button>
      </Form>
    </section>
  );
}
