import { getConsoleErasure, retryConsoleErasure, type ConsoleErasurePage } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import type { ReactNode } from 'react';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { erasureStateWords } from '../../console/erasure-words.js';
import { useConsole } from '../../console/use-console.js';
import { useNow } from '../../creations/countdown.js';
import { Said } from '../../page/said.js';
import { usePolling } from '../../page/use-polling.js';
import { clock } from '../../platform/boot.server.js';
import { readForm } from '../../platform/form.server.js';
import { answered, isRefused, tried } from '../../platform/problems.server.js';
import { nameInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';
import { Steps } from './steps.js';

export const meta: MetaFunction<typeof loader> = ({ data: shown }) => [
  { title: `${shown?.erasure.reference ?? 'Erasure'} · Privacy console` },
  { name: 'robots', content: 'noindex' },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const erasure = await answered(visit, () => visit.api.call(getConsoleErasure, { params: { id: params.id ?? '' } }));
  return data({ erasure, now: clock.now().toISOString() }, { headers: visit.headers() });
}

export async function action({ request, params }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  await readForm(visit);
  const answer = await tried(visit, async () => {
    await visit.api.call(retryConsoleErasure, { params: { id: params.id ?? '' } });
    return { done: 'It is tried again now; what comes of it shows here within seconds.' };
  });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function ConsoleErasure() {
  const { erasure, now } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const nowMs = useNow(now);
  const isOver = erasure.state === 'done' || erasure.state === 'withdrawn';
  usePolling(!isOver);
  const { done, total, pending } = erasure.steps;
  return (
    <>
      <p>
        <Link data-up to="/console/erasures">
          Erasures
        </Link>{' '}
        · {erasure.reference}
      </p>
      <h1>
        Erasure of {erasure.scope === 'account' ? 'an account' : erasure.scope}: {erasureStateWords[erasure.state].toLowerCase()}
      </h1>
      <Said answer={answer} />
      <p role="status">
        {done} of {total} steps are done{pending > 0 ? `, ${pending} wait to be tried again` : ''}.{' '}
        {isOver ? '' : 'The page keeps itself up to date; without scripts, load it again.'}
      </p>
      <progress max={total} value={done} aria-label="Steps that are done" />
      <Retry erasure={erasure} />
      <div className="console-case">
        <div>
          <Steps steps={erasure.stepList} nowMs={nowMs} />
        </div>
        <div>
          <Facts erasure={erasure} />
        </div>
      </div>
    </>
  );
}

function Retry({ erasure }: { erasure: ConsoleErasurePage }) {
  const here = useConsole();
  if (!erasure.mayRetry || !here?.staff?.roles.includes('privacy-officer')) return null;
  return (
    <Form method="post" preventScrollReset>
      <input type="hidden" name="csrf" value={here.csrf} />
      <button>Try again now</button>
      {erasure.nextTryAt === null ? null : <span className="hint"> Otherwise at {minuteInWords(erasure.nextTryAt)}.</span>}
    </Form>
  );
}

const notices: Readonly<Record<ConsoleErasurePage['notice'], string>> = {
  nobody: 'no address is known',
  waiting: 'not told yet',
  told: 'told of the newest certificate',
};

function Facts({ erasure }: { erasure: ConsoleErasurePage }) {
  const facts: [string, ReactNode][] = [
    ['Case', erasure.caseId === null ? erasure.reference : <Link to={`/console/cases/${erasure.caseId}`}>{erasure.reference}</Link>],
    ['About', erasure.subjectId === null ? 'nobody any more' : <code>{erasure.subjectId}</code>],
    ['Asked for', minuteInWords(erasure.requestedAt)],
    ['May begin', minuteInWords(erasure.mayStartAt)],
    ...erasure.certificates.map(({ state, issuedAt, digest }): [string, ReactNode] => [
      nameInWords(`${state} certificate`),
      <>
        {minuteInWords(issuedAt)} <code title={digest}>{digest.slice(7, 15)}</code>
      </>,
    ]),
    ['The person', notices[erasure.notice]],
    ...(erasure.unserved.length > 0 ? [['Cannot be asked', erasure.unserved.join(', ')] satisfies [string, ReactNode]] : []),
  ];
  return (
    <section className="console-part" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl className="metadata">
        {facts.map(([term, words], index) => (
          <div key={index}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
