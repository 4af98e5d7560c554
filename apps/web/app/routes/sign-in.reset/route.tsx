import { startPasswordReset, startSession } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, useActionData, useLoaderData } from '@remix-run/react';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { environment } from '../../platform/boot.server.js';
import { callbackOf } from '../../platform/callback.server.js';
import { field, rawField, readForm } from '../../platform/form.server.js';
import { onlyWithPassword } from '../../platform/password-sign-in.server.js';
import { isRefused, refusal, tried } from '../../platform/problems.server.js';
import { afterSignIn } from '../../platform/signed-in.server.js';
import { Visit } from '../../platform/visit.server.js';

export const meta: MetaFunction = ({ matches }) => titled('Password', matches);

/** Asks for the address first; with the answer of the mailed link in its own address, for the new password. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  await onlyWithPassword(visit);
  const arrived = new URL(request.url).searchParams.has('code') || new URL(request.url).searchParams.has('token_hash');
  const step = arrived && visit.session.started?.purpose === 'password-reset' ? 'new-password' : 'address';
  return data({ step, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  await onlyWithPassword(visit);
  const answer = form.get('step') === 'new-password' ? await setPassword(visit, form) : await askForLink(visit, form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function askForLink(visit: Visit, form: FormData) {
  const email = field(form, 'email') ?? '';
  return tried(visit, async () => {
    const { flow } = await visit.api.call(startPasswordReset, { body: { email, redirectUri: `${environment.webUrl}/auth/callback` } });
    visit.begin({ flow, returnTo: '/studio', purpose: 'password-reset' });
    return { sent: true as const };
  });
}

async function setPassword(visit: Visit, form: FormData) {
  const { started } = visit.session;
  if (started?.purpose !== 'password-reset')
    return refusal('/problems/sign-in-failed', 'This link belongs to another browser; please ask for a new one here');
  const newPassword = rawField(form, 'password');
  const answer = await tried(visit, () =>
    visit.api.call(startSession, {
      body: { with: 'password-reset', flow: started.flow, callback: callbackOf(visit.request), newPassword },
    }),
  );
  if (isRefused(answer)) return answer;
  if (!('accessToken' in answer)) throw new TypeError('a password reset answered without a session');
  throw await afterSignIn(visit, answer, '/studio');
}

export default function Reset() {
  const { step, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'sent' in answer) {
    return (
      <section className="page narrow" role="status">
        <h1>Look into your mail</h1>
        <p className="lead">If there is an account with that address, a link is on its way. Open it in this browser.</p>
      </section>
    );
  }
  return (
    <section className="page narrow">
      <h1>{step === 'new-password' ? 'New password' : 'Forgotten password'}</h1>
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="step" value={step} />
        {step === 'new-password' ? (
          <Field
            label="New password"
            name="password"
            type="password"
            autoComplete="new-password"
            minLength={8}
            maxLength={200}
            required
            hint="At least 8 characters."
          />
        ) : (
          <Field label="Mail address" name="email" type="email" autoComplete="username" maxLength={254} required />
        )}
        <button className="wide">{step === 'new-password' ? 'Set it and sign in' : 'Send me a link'}</button>
      </Form>
    </section>
  );
}
