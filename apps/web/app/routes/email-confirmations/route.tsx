import { confirmEmailChange } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { field, readForm } from '../../platform/form.server.js';
import { linkToken } from '../../platform/link-token.server.js';
import { isRefused, tried } from '../../platform/problems.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => [...titled('New address', matches), { name: 'robots', content: 'noindex' }];

/** A person has to press the button: mail scanners open links, and opening alone must not change anything. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  return data({ token: linkToken(request), csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const answer = await tried(visit, () => visit.api.call(confirmEmailChange, { body: { token: field(form, 'token') ?? '' } }));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

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
