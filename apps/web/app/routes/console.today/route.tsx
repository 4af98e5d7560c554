import { getDueCalendar, listConsoleCases, listConsoleEvidence, type EvidenceView, type StaffMember } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { CaseTable } from '../../console/case-table.js';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { byUrgency } from '../../console/due.js';
import { mondayBefore } from '../../console/calendar.js';
import { DueCalendar } from '../../console/due-calendar.js';
import { teamOf } from '../../console/team.server.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { useNow } from '../../creations/countdown.js';
import { MissingPart } from '../../page/missing-part.js';
import { clock } from '../../platform/boot.server.js';
import { part } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Today · Privacy console' }, { name: 'robots', content: 'noindex' }];

const casesMax = 100;
/** Five weeks, from Monday on. */
const days = 35;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const now = clock.now();
  const [due, evidence, calendar, team] = await Promise.all([
    part(visit, () => visit.api.call(listConsoleCases, { query: { due: 'week', limit: casesMax } })),
    part(visit, () => visit.api.call(listConsoleEvidence)),
    part(visit, () => visit.api.call(getDueCalendar, { query: { from: mondayBefore(now.getTime()), days } })),
    teamOf(visit),
  ]);
  return data(
    { due, evidence, calendar: calendar.here ? calendar.value.items : null, team, now: now.toISOString() },
    { headers: visit.headers() },
  );
}

export default function Today() {
  const { due, evidence, calendar, team, now } = useLoaderData<typeof loader>();
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
      {due.value.nextCursor === null ? null : (
        <p className="notice notice-no">
          These are the newest {casesMax}; <Link to="/console/cases?due=week">the list</Link> has all of them.
        </p>
      )}
      <Group title="Overdue" items={late} team={team} nowMs={nowMs} empty="Nothing is overdue." />
      <Group title="Due within a day" items={soon} team={team} nowMs={nowMs} empty="Nothing is due within a day." />
      <Group title="Due within a week" items={later} team={team} nowMs={nowMs} empty="Nothing else is due within a week." />
      {calendar === null ? null : <DueCalendar days={calendar} today={now.slice(0, 10)} />}
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

type Items = Parameters<typeof CaseTable>[0]['items'];

interface Grouped {
  readonly title: string;
  readonly items: Items;
  readonly team: readonly StaffMember[];
  readonly nowMs: number;
  readonly empty: string;
}

function Group({ title, items, team, nowMs, empty }: Grouped) {
  return (
    <section className="console-part">
      <h2>{title}</h2>
      {items.length === 0 ? <p className="hint">{empty}</p> : <CaseTable label={title} items={items} team={team} nowMs={nowMs} />}
    </section>
  );
}
