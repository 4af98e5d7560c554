import { startSession } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice, refusedIn } from '../../page/refusal-notice.js';
import { environment } from '../../platform/boot.server.js';
import { field, rawField, readForm } from '../../platform/form.server.js';
import { onlyWithPassword } from '../../platform/password-sign-in.server.js';
import { isRefused, tried } from '../../platform/problems.server.js';
import { safeReturnTo } from '../../platform/return-to.server.js';
import { afterSignIn } from '../../platform/signed-in.server.js';
import { Visit } from '../../platform/visit.server.js';
import { Promise as PromiseLine } from '../../promises/promise.js';

export const meta: MetaFunction = ({ matches }) => titled('Open an account', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  await onlyWithPassword(visit);
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'));
  return data({ returnTo, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  await onlyWithPassword(visit);
  const email = field(form, 'email') ?? '';
  const redirectUri = `${environment.webUrl}/auth/callback`;
  const answer = await tried(visit, () =>
    visit.api.call(startSession, { body: { with: 'registration', email, password: rawField(form, 'password'), redirectUri } }),
  );
  if (isRefused(answer)) return data(answer, { status: 422 });
  const returnTo = safeReturnTo(field(form, 'returnTo'));
  if ('accessToken' in answer) throw await afterSignIn(visit, answer, returnTo);
  if (answer.flow !== undefined) visit.begin({ flow: answer.flow, returnTo, purpose: 'sign-in' });
  return data({ confirmationSentTo: email }, { headers: visit.headers() });
}

export default function Register() {
  const { returnTo, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'confirmationSentTo' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>One more step</h1>
        <p className="lead">
          We sent a link to <b>{answer.confirmationSentTo}</b>. Open it in this browser to confirm the address.
        </p>
      </section>
    );
  }
  const problems = refusedIn(answer) as { fields?: Record<string, string> } | null;
  return (
    <section className="page narrow">
      <h1>Open an account</h1>
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="returnTo" value={returnTo} />
        <Field
          label="Mail address"
          name="email"
          type="email"
          autoComplete="username"
          maxLength={254}
          required
          problem={problems?.fields?.email}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          minLength={8}
          maxLength={200}
          required
          hint="At least 8 characters. A long sentence is better than a short riddle."
          problem={problems?.fields?.password}
        />
        <button className="wide">Open the account</button>
      </Form>
      <PromiseLine place="sign-in" />
      <p>
        <Link to="/sign-in">You have one already? Sign in</Link>
      </p>
    </section>
  );
}
