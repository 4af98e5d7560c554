import {
  getHoldings,
  getRestriction,
  getTimeline,
  liftRestriction,
  listCases,
  listExports,
  listObjections,
  listUnprovenCases,
  takeBackObjection,
  verifyCase,
} from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { ask, newIdempotencyKey } from '../../cases/ask.server.js';
import { titled } from '../../page/meta.js';
import { RefusalOrSignIn } from '../../page/sign-in-again.js';
import { useAnswerInView } from '../../page/use-answer-in-view.js';
import { usePolling } from '../../page/use-polling.js';
import { clock } from '../../platform/boot.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, part, tried } from '../../platform/problems.server.js';
import { openPersonalVisit, type Visit } from '../../platform/visit.server.js';
import { caseStateInWords } from '../../wording/cases.js';
import { Cases } from './cases.js';
import { Exports } from './exports.js';
import { Holdings } from './holdings.js';
import { Rights } from './rights.js';
import { Standing } from './standing.js';
import { Timeline } from './timeline.js';

export const meta: MetaFunction = ({ matches }) => titled('Your data', matches);

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const { searchParams } = new URL(request.url);
  const from = (name: string) => ({ limit: 20, ...(searchParams.has(name) ? { cursor: searchParams.get(name) ?? '' } : {}) });
  const [holdings, exports, cases, unproven, timeline, restriction, objections] = await Promise.all([
    part(visit, () => visit.privacyApi.call(getHoldings)),
    part(visit, () => visit.privacyApi.call(listExports, { query: { limit: 3 } })),
    part(visit, () => visit.privacyApi.call(listCases, { query: from('cases') })),
    part(visit, () => visit.privacyApi.call(listUnprovenCases, { query: { limit: 20 } })),
    part(visit, () => visit.privacyApi.call(getTimeline, { query: from('timeline') })),
    part(visit, () => visit.privacyApi.call(getRestriction)),
    part(visit, () => visit.privacyApi.call(listObjections)),
  ]);
  const now = clock.now().toISOString();
  return data(
    { holdings, exports, cases, unproven, timeline, restriction, objections, now, idempotencyKey: newIdempotencyKey() },
    { headers: visit.headers() },
  );
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const answer = await answerTo(visit, form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function answerTo(visit: Visit, form: FormData) {
  switch (form.get('intent')) {
    case 'lift':
      return lift(visit);
    case 'take-back':
      return takeBack(visit, form);
    case 'prove':
      return prove(visit, field(form, 'case') ?? '');
    default:
      return ask(visit, form);
  }
}

function prove(visit: Visit, id: string) {
  return tried(visit, async () => {
    const { reference } = await visit.privacyApi.call(verifyCase, { params: { id }, body: {} });
    return { proven: { id, reference } };
  });
}

/** Taking back what one does not object to changes nothing. */
function takeBack(visit: Visit, form: FormData) {
  const against = form.get('against') === 'direct-marketing' ? 'direct-marketing' : 'legitimate-interests';
  const purpose = field(form, 'purpose');
  return tried(visit, async () => {
    await visit.privacyApi.call(takeBackObjection, { query: { against, ...(purpose === undefined ? {} : { purpose }) } });
    return { takenBack: true };
  });
}

function lift(visit: Visit) {
  return tried(visit, async () => {
    const { since } = await visit.privacyApi.call(liftRestriction);
    return { lifted: since === null };
  });
}

export default function YourData() {
  const { holdings, exports, cases, unproven, timeline, restriction, objections, now, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const said = useAnswerInView(answer);
  const preparing = exports.here && exports.value.items.some(({ state }) => state === 'preparing');
  // The copy itself is begun a moment after the case for it was opened.
  const lifting = restriction.here && restriction.value.liftAt !== null && restriction.value.liftAt <= now;
  usePolling(preparing || lifting || (answer !== undefined && 'asked' in answer && answer.asked === 'export'));
  return (
    <section className="page">
      <h1>Your data</h1>
      <p className="lead">What we hold of you, a copy of it, and everything you can ask of us about it.</p>
      <nav className="spread places-here" aria-label="On this page">
        <a href="#held">What is held</a>
        <a href="#copy">A copy</a>
        <a href="#requests">Your requests</a>
        <a href="#rights">Your rights</a>
        <Link to="/settings/privacy/decisions">Decisions</Link>
        <a href="#erase">Erasing</a>
        {timeline.here ? <a href="#timeline">What happened</a> : null}
      </nav>
      <div ref={said}>
        <RefusalOrSignIn answer={answer} returnTo="/settings/privacy" />
        {answer && 'asked' in answer ? <Opened opened={answer.case} /> : null}
        {answer && 'proven' in answer ? (
          <p className="notice" role="status">
            Thank you, that is proof enough: <Link to={`/settings/privacy/cases/${answer.proven.id}`}>{answer.proven.reference}</Link> goes
            on.
          </p>
        ) : null}
        {answer && 'takenBack' in answer ? (
          <p className="notice" role="status">
            Your objection is taken back; it ends within seconds.
          </p>
        ) : null}
        {answer && 'lifted' in answer ? (
          <p className="notice" role="status">
            {answer.lifted ? 'The restriction is lifted.' : 'The restriction is being lifted; that takes some seconds.'}
          </p>
        ) : null}
      </div>
      <Holdings held={holdings} />
      <Exports exports={exports} now={now} idempotencyKey={idempotencyKey} />
      <Cases cases={cases} unproven={unproven.here ? unproven.value.items : []} />
      <Standing restriction={restriction} objections={objections} now={now} />
      <Rights idempotencyKey={idempotencyKey} />
      <Erasing />
      <Timeline timeline={timeline} />
    </section>
  );
}

type Opened = { id: string; reference: string; state: Parameters<typeof caseStateInWords>[0] } | null;

function Opened({ opened }: { opened: Opened }) {
  return (
    <div className="notice" role="status">
      <p>
        <b>We have it.</b>{' '}
        {opened ? (
          <>
            It is request <Link to={`/settings/privacy/cases/${opened.id}`}>{opened.reference}</Link>:{' '}
            {caseStateInWords(opened.state).toLowerCase()}.
          </>
        ) : (
          'It stands among your requests below.'
        )}
      </p>
    </div>
  );
}

function Erasing() {
  return (
    <section className="block measure" id="erase" aria-labelledby="erase-title">
      <h2 id="erase-title">Erasing</h2>
      <p>Before anything goes, you see what goes, what has to stay and why.</p>
      <ul className="ways">
        <li>
          <Link to="/settings/privacy/erase?scope=prompts">Erase all prompts</Link>
        </li>
        <li>
          <Link to="/settings/privacy/erase?scope=images">Erase all images</Link>
        </li>
        <li>
          <Link to="/settings/privacy/erase">Close the account and erase everything</Link>
        </li>
      </ul>
    </section>
  );
}
