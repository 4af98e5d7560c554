import { giveFeedback, listFeedback, removeFeedback } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useActionData, useLoaderData } from '@remix-run/react';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { field, numberField, readForm } from '../../platform/form.server.js';
import { feedbackOffered } from '../../platform/policy.server.js';
import { answered, isRefused, refusal, tried, type Refused } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { FeedbackForm } from './feedback-form.js';
import { Given } from './given.js';

export const meta: MetaFunction = ({ matches }) => titled('Feedback', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  mustBeOffered();
  const visit = openPersonalVisit(request);
  const cursor = new URL(request.url).searchParams.get('cursor');
  const { items, nextCursor } = await answered(visit, () => visit.api.call(listFeedback, { query: cursor === null ? {} : { cursor } }));
  return data({ items, nextCursor }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  mustBeOffered();
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const answer = form.get('intent') === 'remove' ? await remove(visit, form) : await give(visit, form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

interface Answer extends Partial<Refused> {
  done?: string;
  /** Id of what was just said; a new one empties the form. */
  given?: string;
  /** What was sent and could not be taken. */
  typed?: { text: string; rating: number | null };
}

function mustBeOffered(): void {
  if (!feedbackOffered) throw data({ title: 'Not found' }, { status: 404 });
}

async function give(visit: Visit, form: FormData): Promise<Answer> {
  const [text, rating] = [field(form, 'text'), numberField(form, 'rating')];
  const typed = { text: text ?? '', rating: rating ?? null };
  if (text === undefined && rating === undefined) {
    return { ...refusal('/problems/invalid-request', 'Choose an answer or write a few words'), typed };
  }
  const body = { ...(text === undefined ? {} : { text }), ...(rating === undefined ? {} : { rating }) };
  const answer = await tried(visit, async () => ({
    given: (await visit.api.call(giveFeedback, { body })).id,
    done: 'Thank you. It is kept below, where you can take it back.',
  }));
  return isRefused(answer) ? { ...answer, typed } : answer;
}

function remove(visit: Visit, form: FormData): Promise<Answer> {
  return tried(visit, async () => {
    await visit.api.call(removeFeedback, { params: { id: field(form, 'id') ?? '' } });
    return { done: 'It is taken back and deleted.' };
  });
}

export default function Feedback() {
  const { items, nextCursor } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  return (
    <section className="page narrow">
      <h1>Feedback</h1>
      <p className="lead">What works here, what does not, and what is missing.</p>
      <div ref={said}>
        <RefusalNotice answer={answer} />
        {answer?.done ? (
          <p className="notice" role="status">
            {answer.done}
          </p>
        ) : null}
      </div>
      <FeedbackForm key={answer?.given ?? 'new'} typed={answer?.typed ?? { text: '', rating: null }} />
      <Given items={items} nextCursor={nextCursor} />
    </section>
  );
}
