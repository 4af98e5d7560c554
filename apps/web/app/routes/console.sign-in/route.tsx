import { startStaffSession, startStaffSignIn } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { consoleReturnTo, ConsoleVisit } from '../../console/console-visit.server.js';
import { Field } from '../../page/field.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, refusal, tried, type Refused } from '../../platform/problems.server.js';

const tokenCharsMax = 4000;

/** A person has to press the button: mail scanners open links, and opening alone must not spend one. */
export function loader({ request }: LoaderFunctionArgs) {
  const visit = new ConsoleVisit(request);
  const { searchParams } = new URL(request.url);
  const token = searchParams.get('token');
  const returnTo = consoleReturnTo(searchParams.get('returnTo'));
  if (visit.session.signedIn && token === null) throw redirect(returnTo, { headers: visit.headers() });
  const signedOut = searchParams.get('notice') === 'signed-out';
  const link = token !== null && token.length <= tokenCharsMax ? token : null;
  return data({ token: link, returnTo, signedOut, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new ConsoleVisit(request);
  const form = await readForm(visit);
  const token = field(form, 'token');
  const answer = token === undefined ? await mailLink(visit, form) : await open(visit, form, token);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

async function mailLink(visit: ConsoleVisit, form: FormData): Promise<{ sentTo: string } | Refused> {
  const email = field(form, 'email');
  if (!email) return refusal('/problems/invalid-request', 'Please give your mail address');
  return tried(visit, async () => {
    await visit.api.call(startStaffSignIn, { body: { email } });
    return { sentTo: email };
  });
}

async function open(visit: ConsoleVisit, form: FormData, token: string): Promise<Refused> {
  const code = field(form, 'code')?.replaceAll(/\s/g, '') ?? '';
  if (!/^\d{6}$/.test(code)) return refusal('/problems/invalid-request', 'The code has six digits');
  return tried(visit, async () => {
    const { accessToken, staff } = await visit.api.call(startStaffSession, { body: { token, code } });
    visit.signIn({ accessToken, id: staff.id, email: staff.email, roles: staff.roles });
    throw redirect(consoleReturnTo(field(form, 'returnTo')), { status: 303, headers: visit.headers() });
  });
}

export default function ConsoleSignIn() {
  const { token, returnTo, signedOut, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'sentTo' in answer) {
    return (
      <section className="console-narrow" role="status">
        <h1>Look into your mail</h1>
        <p>
          If <b>{answer.sentTo}</b> is one of the team, a link is on its way. It works for ten minutes.
        </p>
        <p>
          <Link to="/console/sign-in" reloadDocument>
            Use another address
          </Link>
        </p>
      </section>
    );
  }
  return (
    <section className="console-narrow">
      <h1>Sign in</h1>
      {signedOut ? (
        <p className="notice" role="status">
          You are signed out.
        </p>
      ) : null}
      <RefusalNotice answer={answer} />
      <Form method="post" className="stack" reloadDocument={token !== null}>
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="returnTo" value={returnTo} />
        {token === null ? (
          <Field label="Mail address" name="email" type="email" autoComplete="username" maxLength={254} required />
        ) : (
          <>
            <input type="hidden" name="token" value={token} />
            <Field
              label="Code of your authenticator"
              name="code"
              inputMode="numeric"
              autoComplete="one-time-code"
              pattern="[0-9 ]{6,7}"
              maxLength={7}
              required
            />
          </>
        )}
        <p>
          <button className="primary">{token === null ? 'Send me a link' : 'Open the console'}</button>
        </p>
      </Form>
    </section>
  );
}
