import { getAutomatedDecisions, listOwnModeration, setAutomatedDecisions, type OwnModeration } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { ask, newIdempotencyKey } from '../../cases/ask.server.js';
import { creationIn } from '../../cases/review-address.js';
import { titled } from '../../page/meta.js';
import { RefusalOrSignIn } from '../../page/sign-in-again.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { Decision } from './decision.js';
import { WhoDecides } from './who-decides.js';

export const meta: MetaFunction = ({ matches }) => titled('Decisions', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const { searchParams } = new URL(request.url);
  const creation = creationIn(searchParams);
  const cursor = searchParams.get('cursor');
  const query = { ...(creation ? { creation } : {}), ...(cursor ? { cursor } : {}) };
  const [choice, page] = await answered(visit, () =>
    Promise.all([visit.privacyApi.call(getAutomatedDecisions), visit.privacyApi.call(listOwnModeration, { query })]),
  );
  return data({ choice, page, creation, idempotencyKey: newIdempotencyKey() }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const answer = form.get('intent') === 'who-decides' ? await choose(visit, form) : await ask(visit, form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function choose(visit: Visit, form: FormData) {
  const decidedBy = field(form, 'decidedBy') === 'person' ? 'person' : 'filter';
  return tried(visit, async () => ({ chosen: (await visit.privacyApi.call(setAutomatedDecisions, { body: { decidedBy } })).decidedBy }));
}

export default function Decisions() {
  const { choice, page, creation, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  return (
    <section className="page narrow">
      <p className="overline">
        <Link to="/settings/privacy">Your data</Link>
      </p>
      <h1>Decisions</h1>
      <p className="lead">What the content filter stopped, what you reported, and what people of our team decided about it.</p>
      <div ref={said}>
        <RefusalOrSignIn answer={answer} returnTo="/settings/privacy/decisions" />
        {answer && 'asked' in answer ? (
          <p className="notice" role="status">
            A person of our team will look at it. You get a mail when it is decided.
          </p>
        ) : null}
        {answer && 'chosen' in answer ? (
          <p className="notice" role="status">
            {answer.chosen === 'person'
              ? 'From now on a person decides.'
              : 'From now on the filter decides, and you can ask for a person each time.'}
          </p>
        ) : null}
      </div>
      <WhoDecides choice={choice} />
      <Listed items={page.items} isOne={creation !== null} idempotencyKey={idempotencyKey} />
      {creation ? (
        <p>
          <Link to="/settings/privacy/decisions">All decisions</Link>
        </p>
      ) : null}
      {page.nextCursor === null ? null : (
        <p>
          <Link to={`?${new URLSearchParams({ cursor: page.nextCursor }).toString()}`}>Earlier</Link>
        </p>
      )}
    </section>
  );
}

function Listed({ items, isOne, idempotencyKey }: { items: OwnModeration[]; isOne: boolean; idempotencyKey: string }) {
  return (
    <section className="block" aria-labelledby="decided-title">
      <h2 id="decided-title">{isOne ? 'About this creation' : 'What was decided'}</h2>
      {items.length === 0 ? <p>Nothing of yours was stopped, and you reported nothing.</p> : null}
      <ul className="decision-list">
        {items.map((item) => (
          <Decision key={item.id} item={item} idempotencyKey={idempotencyKey} />
        ))}
      </ul>
    </section>
  );
}
