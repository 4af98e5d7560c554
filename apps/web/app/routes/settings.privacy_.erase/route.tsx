import { closeAccount, erasurePreview, getAccount, openCase, previewErasure } from '@keepword/contracts';
import { data, redirect, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { newIdempotencyKey } from '../../cases/ask.server.js';
import { Field } from '../../page/field.js';
import { titled } from '../../page/meta.js';
import { MissingPart } from '../../page/missing-part.js';
import { refusedIn } from '../../page/refusal-notice.js';
import { RefusalOrSignIn } from '../../page/sign-in-again.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { useCsrf } from '../../page/use-root.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, part, refusal, tried, type Refused } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { minuteInWords } from '../../wording/time.js';
import { confirms, erasureWords } from './confirmation.js';
import { Preview } from './preview.js';

export const meta: MetaFunction = ({ matches }) => titled('Erase', matches);

const scopes = erasurePreview.shape.scope;
type Scope = ReturnType<typeof scopes.parse>;

function scopeOf(value: unknown): Scope {
  const parsed = scopes.safeParse(value ?? 'account');
  if (!parsed.success) throw data({ title: 'Not found' }, { status: 404 });
  return parsed.data;
}

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const scope = scopeOf(new URL(request.url).searchParams.get('scope'));
  const [{ email }, preview] = await Promise.all([
    answered(visit, () => visit.api.call(getAccount)),
    part(visit, () => visit.privacyApi.call(previewErasure, { query: { scope } })),
  ]);
  return data({ scope, email, preview, idempotencyKey: newIdempotencyKey() }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const scope = scopeOf(field(form, 'scope'));
  const answer = scope === 'account' ? await close(visit, form) : await erasePart(visit, form, scope);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

/** Closes the account. @throws Response to the page that says goodbye; this browser then knows nobody any more */
async function close(visit: Visit, form: FormData): Promise<Refused> {
  if (!confirms(field(form, 'confirmation'))) {
    return refusal('/problems/invalid-request', 'Nothing was erased', { confirmation: `Please type: ${erasureWords}` });
  }
  const exportFirst = form.has('exportFirst') ? 'true' : 'false';
  return tried(visit, async () => {
    const { reference } = await visit.api.call(closeAccount, { query: { exportFirst } });
    visit.sayGoodbye(reference);
    const headers = visit.headers('always');
    headers.set('clear-site-data', '"cache"');
    throw redirect('/goodbye', { status: 303, headers });
  });
}

function erasePart(visit: Visit, form: FormData, what: 'prompts' | 'images') {
  return tried(visit, async () => {
    const idempotencyKey = `${field(form, 'idempotencyKey') ?? newIdempotencyKey()}.${what}`;
    const opened = await visit.privacyApi.call(openCase, { body: { class: 'erasure', scope: { what } }, idempotencyKey });
    if ('id' in opened) throw redirect(`/settings/privacy/cases/${opened.id}`, { status: 303, headers: visit.headers() });
    throw new TypeError('a case of a signed-in person was answered without the case');
  });
}

const words: Record<Scope, { title: string; lead: string; action: string }> = {
  account: {
    title: 'Close the account',
    lead: 'The account is closed at once, everywhere you are signed in, and what is held of it is erased.',
    action: 'Close the account and erase everything',
  },
  prompts: {
    title: 'Erase all prompts',
    lead: 'What you wrote is erased. Your pictures and your account stay.',
    action: 'Erase all prompts',
  },
  images: { title: 'Erase all images', lead: 'Every picture is erased. Your account stays.', action: 'Erase all images' },
};

export default function Erase() {
  const { scope, email, preview, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  const { title, lead } = words[scope];
  const here = scope === 'account' ? '/settings/privacy/erase' : `/settings/privacy/erase?scope=${scope}`;
  return (
    <section className="page narrow">
      <h1>{title}</h1>
      <p className="lead">{lead}</p>
      <p className="hint">
        This is about the account of <b>{email}</b>.
      </p>
      {preview.here ? <Preview {...preview.value} /> : <MissingPart because={preview.because} />}
      {preview.here && preview.value.coolingOffUntil !== null ? (
        <p className="notice">
          It can be taken back until {minuteInWords(preview.value.coolingOffUntil)}. The erasing begins then, not before.
        </p>
      ) : null}
      {preview.here && preview.value.coolingOffUntil === null ? (
        <p className="notice">It begins at once and cannot be taken back once it has begun.</p>
      ) : null}
      <div ref={said}>
        <RefusalOrSignIn answer={answer} returnTo={here} />
      </div>
      <Confirmation scope={scope} idempotencyKey={idempotencyKey} problem={refusedIn(answer)?.type} />
      <p>
        <Link to="/settings/privacy">Leave everything as it is</Link>
      </p>
    </section>
  );
}

function Confirmation({ scope, idempotencyKey, problem }: { scope: Scope; idempotencyKey: string; problem: string | undefined }) {
  const csrf = useCsrf();
  const sending = useNavigation().state === 'submitting';
  return (
    // Leaving an account is a new page and no news on this one: nothing of the person may stay in it.
    <Form method="post" className="stack" reloadDocument={scope === 'account'}>
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="scope" value={scope} />
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      {scope === 'account' ? (
        <>
          <label className="check">
            <input type="checkbox" name="exportFirst" value="1" />
            <span>
              Send me a copy of everything first.
              <span className="hint">
                {' '}
                The erasing waits until it is ready; the link to it comes by mail and works without the account.
              </span>
            </span>
          </label>
          <Field
            label={`To go on, type “${erasureWords}”`}
            name="confirmation"
            autoComplete="off"
            autoCapitalize="none"
            maxLength={60}
            required
            problem={problem === '/problems/invalid-request' ? `Please type: ${erasureWords}` : undefined}
          />
        </>
      ) : null}
      <button className="danger" aria-disabled={sending || undefined}>
        {words[scope].action}
      </button>
    </Form>
  );
}
