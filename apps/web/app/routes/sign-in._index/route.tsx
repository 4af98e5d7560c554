import { startSession, startSignIn } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { environment } from '../../platform/boot.server.js';
import { signInMethods } from '../../platform/catalogue.server.js';
import { field, rawField, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried } from '../../platform/problems.server.js';
import { safeReturnTo } from '../../platform/return-to.server.js';
import { afterSignIn } from '../../platform/signed-in.server.js';
import { Visit } from '../../platform/visit.server.js';
import { Promise as PromiseLine } from '../../promises/promise.js';

export const meta: MetaFunction = ({ matches }) => titled('Sign in', matches);

const notices: Record<string, string> = {
  again: 'What you were about to do needs a sign-in of the last few minutes. Sign in once more and you are back where you were.',
  failed: 'That did not work. The link may be old or used already; please start again.',
  'other-browser': 'This link belongs to a sign-in that was started in another browser, or one that was closed. Please start again here.',
  declined: 'The sign-in was declined, so nothing was shared and nothing was stored.',
  'signed-out': 'You are signed out. The session has ended on our side too.',
};

const vendors = { google: 'Google', github: 'GitHub' } as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { searchParams } = new URL(request.url);
  const returnTo = safeReturnTo(searchParams.get('returnTo'));
  const again = searchParams.get('again') === '1';
  if (visit.signedIn && !again) throw redirect(returnTo, { headers: visit.headers() });
  const methods = await answered(visit, signInMethods);
  const notice = notices[again ? 'again' : (searchParams.get('notice') ?? '')] ?? null;
  return data({ methods, returnTo, again, notice, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const returnTo = safeReturnTo(field(form, 'returnTo'));
  const email = field(form, 'email');
  if (!email) return data(refusal('/problems/invalid-request', 'Please give your mail address'), { status: 400 });
  const answer = await tried(visit, () =>
    form.get('method') === 'email-password'
      ? withPassword(visit, email, rawField(form, 'password'), returnTo)
      : withLink(visit, email, returnTo),
  );
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

async function withPassword(visit: Visit, email: string, password: string, returnTo: string): Promise<never> {
  const started = await visit.api.call(startSession, { body: { with: 'password', email, password } });
  if (!('accessToken' in started)) throw new TypeError('a password sign-in answered without a session');
  throw await afterSignIn(visit, started, returnTo);
}

async function withLink(visit: Visit, email: string, returnTo: string) {
  const redirectUri = `${environment.webUrl}/auth/callback`;
  const { flow } = await visit.api.call(startSignIn, { body: { method: 'email-magic-link', redirectUri, email } });
  visit.begin({ flow, returnTo, purpose: 'sign-in' });
  return { sentTo: email };
}

export default function SignIn() {
  const { methods, returnTo, again, notice, csrf } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  if (answer && 'sentTo' in answer) return <LinkSent to={answer.sentTo} />;
  const offers = new Set(methods);
  return (
    <section className="page narrow">
      <h1>Sign in</h1>
      {notice ? (
        <p className="notice" role="status">
          {notice}
        </p>
      ) : null}
      <RefusalNotice answer={answer} />
      <div className="stack">
        {(['google', 'github'] as const)
          .filter((id) => offers.has(id))
          .map((id) => (
            <a key={id} className="button wide" href={`/auth/${id}?returnTo=${encodeURIComponent(returnTo)}`}>
              Continue with {vendors[id]}
            </a>
          ))}
      </div>
      {offers.has('email-magic-link') ? <LinkForm csrf={csrf} returnTo={returnTo} again={again} /> : null}
      {offers.has('email-password') ? <PasswordForm csrf={csrf} returnTo={returnTo} again={again} /> : null}
      <PromiseLine place="sign-in" />
    </section>
  );
}

interface FormOf {
  csrf: string;
  returnTo: string;
  again: boolean;
}

/** Where a form goes: a refusal is shown on the same page as before, with the way on still known. */
function here({ returnTo, again }: Omit<FormOf, 'csrf'>): string {
  return `/sign-in?index&returnTo=${encodeURIComponent(returnTo)}${again ? '&again=1' : ''}`;
}

function LinkForm({ csrf, returnTo, again }: FormOf) {
  return (
    <Form method="post" action={here({ returnTo, again })} className="stack">
      <Hidden csrf={csrf} returnTo={returnTo} method="email-magic-link" />
      <Field label="Mail address" name="email" type="email" autoComplete="email" maxLength={254} required />
      <button className="wide">Send me a link</button>
    </Form>
  );
}

function PasswordForm({ csrf, returnTo, again }: FormOf) {
  const onward = `?returnTo=${encodeURIComponent(returnTo)}`;
  return (
    <>
      <Form method="post" action={here({ returnTo, again })} className="stack">
        <Hidden csrf={csrf} returnTo={returnTo} method="email-password" />
        <Field label="Mail address" name="email" type="email" autoComplete="username" maxLength={254} required />
        <Field label="Password" name="password" type="password" autoComplete="current-password" maxLength={200} required />
        <button className="wide">Sign in</button>
      </Form>
      <p className="spread">
        <Link to={`/sign-in/register${onward}`}>New here? Open an account</Link>
        <Link to={`/sign-in/reset${onward}`}>Forgotten password</Link>
      </p>
    </>
  );
}

function Hidden({ csrf, returnTo, method }: { csrf: string; returnTo: string; method: string }) {
  return (
    <>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="returnTo" value={returnTo} />
      <input type="hidden" name="method" value={method} />
    </>
  );
}

function LinkSent({ to }: { to: string }) {
  return (
    <section className="page narrow" role="status">
      <h1>Look into your mail</h1>
      <p className="lead">
        We sent a link to <b>{to}</b>. Open it in this browser; it works once.
      </p>
      <p>
        <Link to="/sign-in" reloadDocument>
          Use another address
        </Link>
      </p>
    </section>
  );
}
