import { listConsoleCases, listConsoleEvidence, type EvidenceView } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { CaseTable } from '../../console/case-table.js';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { byUrgency, dueByDay } from '../../console/due.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { useNow } from '../../creations/countdown.js';
import { MissingPart } from '../../page/missing-part.js';
import { clock } from '../../platform/boot.server.js';
import { part } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Today · Privacy console' }, { name: 'robots', content: 'noindex' }];

const casesMax = 100;
const days = 7;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const [due, evidence] = await Promise.all([
    part(visit, () => visit.api.call(listConsoleCases, { query: { due: 'week', limit: casesMax } })),
    part(visit, () => visit.api.call(listConsoleEvidence)),
  ]);
  return data({ due, evidence, now: clock.now().toISOString() }, { headers: visit.headers() });
}

export default function Today() {
  const { due, evidence, now } = useLoaderData<typeof loader>();
  const nowMs = useNow(now);
  useRowKeys();
  if (!due.here) {
    return (
      <>
        <h1>Today</h1>
        <MissingPart because={due.because} />
      </>
    );
  }
  const { late, soon, later } = byUrgency(due.value.items, nowMs);
  return (
    <>
      <h1>Today</h1>
      {evidence.here ? <Alarms evidence={evidence.value.items} /> : <MissingPart because={evidence.because} />}
      <dl className="console-tallies">
        <Tally term="Overdue" count={late.length} late />
        <Tally term="Due within a day" count={soon.length} />
        <Tally term="Due within a week" count={later.length} />
      </dl>
      <Calendar days={dueByDay(due.value.items, nowMs, days)} />
      {due.value.nextCursor === null ? null : (
        <p className="notice notice-no">
          These are the newest {casesMax}; <Link to="/console/cases?due=week">the list</Link> has all of them.
        </p>
      )}
      <Group title="Overdue" items={late} nowMs={nowMs} empty="Nothing is overdue." />
      <Group title="Due within a day" items={soon} nowMs={nowMs} empty="Nothing is due within a day." />
      <Group title="Due within a week" items={later} nowMs={nowMs} empty="Nothing else is due within a week." />
    </>
  );
}

/** A probe's own words; what has none is named by its name. */
const probes: Readonly<Record<string, string>> = { 'erased-traces': 'Something is left of people who were erased' };

/** What a probe found that must not be, until a later run no longer finds it. */
function Alarms({ evidence }: { evidence: EvidenceView[] }) {
  const broken = evidence.filter(({ measured, bound }) => measured > bound);
  return (
    <>
      {broken.map(({ name, measured, bound, at, places }) => (
        <p key={name} className="notice notice-no" role="alert">
          {probes[name] ?? name}: measured {measured}, at most {bound} is allowed; in {places.join(', ') || 'no place that has a name'}, on{' '}
          {minuteInWords(at)}.
        </p>
      ))}
    </>
  );
}

function Tally({ term, count, late = false }: { term: string; count: number; late?: boolean }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd className={late && count > 0 ? 'late' : undefined}>{count}</dd>
    </div>
  );
}

/** How many promises end on which day: a bar per day, and the same as text. */
function Calendar({ days: shown }: { days: { day: string; count: number }[] }) {
  const most = Math.max(1, ...shown.map(({ count }) => count));
  return (
    <section className="console-part" aria-labelledby="calendar-title">
      <h2 id="calendar-title">Ends on</h2>
      <ol className="console-days">
        {shown.map(({ day, count }) => (
          <li key={day}>
            <span>{day.slice(5)}</span>
            <meter min={0} max={most} value={count} aria-label={`Promises that end on ${day}`} />
            <span className="figure">{count}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}

type Items = Parameters<typeof CaseTable>[0]['items'];

function Group({ title, items, nowMs, empty }: { title: string; items: Items; nowMs: number; empty: string }) {
  return (
    <section className="console-part">
      <h2>{title}</h2>
      {items.length === 0 ? <p className="hint">{empty}</p> : <CaseTable label={title} items={items} nowMs={nowMs} />}
    </section>
  );
}
