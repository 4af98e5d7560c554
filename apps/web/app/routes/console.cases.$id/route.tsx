import {
  commandConsoleCase,
  consoleCommand,
  getConsoleCase,
  mergeConsoleCase,
  readConsoleCase,
  type ConsoleCasePage,
} from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useActionData, useLoaderData } from '@remix-run/react';
import { randomUUID } from 'node:crypto';
import { commandBody, commandForms, isCommandKind } from '../../console/commands.js';
import { openConsoleVisit, type ConsoleVisit } from '../../console/console-visit.server.js';
import { teamOf } from '../../console/team.server.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { useNow } from '../../creations/countdown.js';
import { usePolling } from '../../page/use-polling.js';
import { Said } from '../../page/said.js';
import { clock } from '../../platform/boot.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, refusal, tried, type Refused } from '../../platform/problems.server.js';
import { caseInWords, caseStateInWords } from '../../wording/cases.js';
import { Clocks } from './clocks.js';
import { Commands } from './commands.js';
import { Facts } from './facts.js';
import { History } from './history.js';
import { Words, type ReadWords } from './words.js';

export const meta: MetaFunction<typeof loader> = ({ data: page }) => [
  { title: `${page?.case.reference ?? 'Case'} · Privacy console` },
  { name: 'robots', content: 'noindex' },
];

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const [found, team] = await Promise.all([
    answered(visit, () => visit.api.call(getConsoleCase, { params: { id: params.id ?? '' } })),
    teamOf(visit),
  ]);
  return data({ case: found, team, now: clock.now().toISOString(), idempotencyKey: randomUUID() }, { headers: visit.headers() });
}

type Answer = { done: string } | { read: ReadWords; because: string } | Refused;

export async function action({ request, params }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const answer = await answerTo(visit, params.id ?? '', form);
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function answerTo(visit: ConsoleVisit, id: string, form: FormData): Promise<Answer> {
  const intent = form.get('intent');
  if (intent === 'read') return read(visit, id, form);
  return intent === 'merge' ? merge(visit, id, form) : command(visit, id, form);
}

/** What was written is shown once, as the answer to a reason: nothing of it stays in an address. */
async function read(visit: ConsoleVisit, id: string, form: FormData): Promise<Answer> {
  const because = field(form, 'reason');
  if (!because) return refusal('/problems/invalid-request', 'A reason is needed');
  return tried(visit, async () => {
    const { items } = await visit.api.call(readConsoleCase, { params: { id }, query: { reason: because } });
    return { read: items, because };
  });
}

function merge(visit: ConsoleVisit, id: string, form: FormData): Promise<Answer> {
  return tried(visit, async () => {
    await visit.api.call(mergeConsoleCase, { params: { id }, body: { into: field(form, 'into') ?? '' } });
    return { done: 'Merged.' };
  });
}

async function command(visit: ConsoleVisit, id: string, form: FormData): Promise<Answer> {
  const kind = form.get('kind');
  if (!isCommandKind(kind)) return refusal('/problems/invalid-request', 'There is no such command');
  const body = consoleCommand.safeParse(commandBody(kind, (name) => field(form, name)));
  if (!body.success) {
    const said = body.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
    return refusal('/problems/invalid-request', `Please check ${said}`);
  }
  const idempotencyKey = `${field(form, 'idempotencyKey') ?? randomUUID()}.${kind}`;
  return tried(visit, async () => {
    await visit.api.call(commandConsoleCase, { params: { id }, body: body.data, idempotencyKey });
    return { done: `${commandForms[kind].label}: done.` };
  });
}

export default function ConsoleCase() {
  const { case: shown, team, now, idempotencyKey } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const nowMs = useNow(now);
  useRowKeys();
  usePolling(shown.actions.some(({ finishedAt }) => finishedAt === null));
  return (
    <>
      <p>
        <Link data-up to="/console/cases">
          Cases
        </Link>{' '}
        · {shown.reference}
      </p>
      <h1>
        {caseInWords(shown.class, shown.scope)}: {caseStateInWords(shown.state).toLowerCase()}
      </h1>
      <Said answer={answer} />
      <div className="console-case">
        <div>
          <Warnings shown={shown} />
          <Clocks clocks={shown.clocks} pause={shown.pause} nowMs={nowMs} />
          <Words read={answer && 'read' in answer ? answer : null} />
          <History shown={shown} team={team} />
        </div>
        <div>
          <Facts shown={shown} team={team} />
          <Commands key={answer && 'done' in answer ? idempotencyKey : 'same'} shown={shown} team={team} idempotencyKey={idempotencyKey} />
        </div>
      </div>
    </>
  );
}

/** What must not be overlooked. */
function Warnings({ shown }: { shown: ConsoleCasePage }) {
  const { proposal, chain, suspectedDuplicateOf, mergedInto } = shown;
  return (
    <>
      {chain.verdict === 'broken' ? (
        <p className="notice notice-no" role="alert">
          The history has been changed at entry {chain.at}: {chain.why}.
        </p>
      ) : null}
      {proposal === null ? null : (
        <p className="notice">{proposal === 'refusal' ? 'A refusal' : 'The erasure of a paying account'} waits for a second officer.</p>
      )}
      {suspectedDuplicateOf === null ? null : (
        <p className="notice">
          Perhaps a duplicate of <Link to={`/console/cases/${suspectedDuplicateOf}`}>this case</Link>.
        </p>
      )}
      {mergedInto === null ? null : (
        <p className="notice">
          Ended in favour of <Link to={`/console/cases/${mergedInto}`}>another case</Link>.
        </p>
      )}
    </>
  );
}
