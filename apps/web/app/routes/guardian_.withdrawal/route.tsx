import { withdrawGuardian } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { field, readForm } from '../../platform/form.server.js';
import { linkToken } from '../../platform/link-token.server.js';
import { isRefused, tried } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('Take your consent back', matches), { name: 'robots', content: 'noindex' }];

export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  return data({ token: linkToken(request), csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const answer = await tried(visit, () => visit.api.call(withdrawGuardian, { body: { token: field(form, 'token') ?? '' } }));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

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
