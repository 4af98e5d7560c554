import { getCase, replyToCase, verifyCase, withdrawCase } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useNavigation } from '@remix-run/react';
import { newIdempotencyKey } from '../../cases/ask.server.js';
import { titled } from '../../page/meta.js';
import { RefusalOrSignIn } from '../../page/sign-in-again.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { usePolling } from '../../page/use-polling.js';
import { useCsrf } from '../../page/use-root.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried, type Refused } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { caseInWords, caseStateInWords, hasEnded } from '../../wording/cases.js';
import { Conversation } from './conversation.js';
import { CaseFacts } from './facts.js';
import { ToldRecipients } from './told-recipients.js';

export const meta: MetaFunction = ({ matches }) => titled('Your request', matches);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const shown = await answered(visit, () => visit.privacyApi.call(getCase, { params: { id: params.id ?? '' } }));
  return data({ case: shown, idempotencyKey: newIdempotencyKey() }, { headers: visit.headers() });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const id = params.id ?? '';
  const intents: Record<string, () => Promise<Answer>> = { withdraw: () => withdraw(visit, id), prove: () => prove(visit, id) };
  const answer = await (intents[field(form, 'intent') ?? ''] ?? (() => reply(visit, id, form)))();
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

type Answer = { done: string; replied?: string } | Refused;

function withdraw(visit: Visit, id: string): Promise<Answer> {
  return tried(visit, async () => {
    await visit.privacyApi.call(withdrawCase, { params: { id } });
    return { done: 'The request is taken back.' };
  });
}

function prove(visit: Visit, id: string): Promise<Answer> {
  return tried(visit, async () => {
    await visit.privacyApi.call(verifyCase, { params: { id }, body: {} });
    return { done: 'Thank you, that is proof enough.' };
  });
}

async function reply(visit: Visit, id: string, form: FormData): Promise<Answer> {
  const message = field(form, 'message');
  if (!message) return refusal('/problems/invalid-request', 'Please write something first');
  const idempotencyKey = field(form, 'idempotencyKey') ?? newIdempotencyKey();
  return tried(visit, async () => {
    await visit.privacyApi.call(replyToCase, { params: { id }, body: { message }, idempotencyKey });
    return { done: 'It has been added.', replied: idempotencyKey };
  });
}

export default function YourCase() {
  const { case: shown, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  const csrf = useCsrf();
  const ended = hasEnded(shown.state);
  usePolling(!ended && shown.actions.some(({ finishedAt }) => finishedAt === null));
  return (
    <section className="page narrow">
      <p className="overline">
        <Link to="/settings/privacy#requests">Your requests</Link> · {shown.reference}
      </p>
      <h1>{caseInWords(shown.class, shown.scope)}</h1>
      <p className="lead" role="status">
        {caseStateInWords(shown.state)}
      </p>
      {shown.state === 'verifying' ? (
        <Form method="post" className="notice">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value="prove" />
          <p>
            Nothing happens before we know that it is you: open the link that we sent to your address, or prove it by a sign-in of the last
            few minutes.
          </p>
          <p>
            <button>Prove it by my sign-in</button>
          </p>
        </Form>
      ) : null}
      <div ref={said}>
        <RefusalOrSignIn answer={answer} returnTo={`/settings/privacy/cases/${shown.id}`} />
        {answer && 'done' in answer ? (
          <p className="notice" role="status">
            {answer.done}
          </p>
        ) : null}
      </div>
      <CaseFacts shown={shown} />
      <ToldRecipients notices={shown.recipientNotices ?? []} />
      <Conversation messages={shown.messages} />
      {ended ? null : <Reply key={answer && 'replied' in answer ? answer.replied : 'new'} idempotencyKey={idempotencyKey} />}
    </section>
  );
}

function Reply({ idempotencyKey }: { idempotencyKey: string }) {
  const csrf = useCsrf();
  const sending = useNavigation().state === 'submitting';
  return (
    <>
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <div className="field">
          <label htmlFor="message">Add something</label>
          <textarea id="message" name="message" rows={4} maxLength={5000} required />
        </div>
        <p>
          <button aria-disabled={sending || undefined}>Send it</button>
        </p>
      </Form>
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="withdraw" />
        <button className="danger">Take the request back</button>
      </Form>
    </>
  );
}
