import { deleteView, listConsoleCases, listViews, saveView, viewFilters, type StaffMember } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData, useSearchParams } from '@remix-run/react';
import { CaseTable } from '../../console/case-table.js';
import { openConsoleVisit, type ConsoleVisit } from '../../console/console-visit.server.js';
import { teamOf } from '../../console/team.server.js';
import { useConsole } from '../../console/use-console.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { useNow } from '../../creations/countdown.js';
import { Said } from '../../page/said.js';
import { MissingPart } from '../../page/missing-part.js';
import { clock } from '../../platform/boot.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, part, refusal, tried } from '../../platform/problems.server.js';
import { caseClassIds, caseStateIds } from '../../wording/cases.js';
import { filtersOf, keptFilters } from './filters.js';
import { KeptViews } from './kept-views.js';
import { views } from './views.js';

export const meta: MetaFunction = () => [{ title: 'Cases · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const query = filtersOf(new URL(request.url).searchParams);
  const [cases, views, team] = await Promise.all([
    part(visit, () => visit.api.call(listConsoleCases, { query })),
    part(visit, () => visit.api.call(listViews)),
    teamOf(visit),
  ]);
  return data({ cases, kept: views.here ? views.value.items : [], team, now: clock.now().toISOString() }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const answer = await (form.get('intent') === 'delete-view' ? forget(visit, form) : keep(visit, form));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function keep(visit: ConsoleVisit, form: FormData) {
  const filters = viewFilters.safeParse(keptFilters(new URL(visit.request.url).searchParams) ?? {});
  if (!filters.success) return refusal('/problems/invalid-request', 'This view has filters that nobody knows');
  return tried(visit, async () => {
    const { name } = await visit.api.call(saveView, { body: { name: field(form, 'name') ?? '', filters: filters.data } });
    return { done: `«${name}» is kept.` };
  });
}

function forget(visit: ConsoleVisit, form: FormData) {
  return tried(visit, async () => {
    await visit.api.call(deleteView, { params: { id: field(form, 'id') ?? '' } });
    return { done: 'The view is deleted.' };
  });
}

export default function ConsoleCases() {
  const { cases, kept, team, now } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  const [search] = useSearchParams();
  const nowMs = useNow(now);
  useRowKeys();
  return (
    <>
      <h1>Cases</h1>
      <nav className="console-filters" aria-label="Views">
        {views.map(({ words, query }) => (
          <Link
            key={words}
            to={`/console/cases${query}`}
            aria-current={`?${search.toString().replaceAll('%2C', ',')}` === (query || '?') ? 'page' : undefined}
          >
            {words}
          </Link>
        ))}
        <Link to="/console/cases/new">Take one in</Link>
      </nav>
      <KeptViews key={kept.length} views={kept} search={search} />
      <Said answer={answer} />
      <Filters key={search.toString()} search={search} team={team} />
      <DueOn search={search} />
      {!cases.here ? <MissingPart because={cases.because} /> : null}
      {cases.here && cases.value.items.length === 0 ? <Empty filtered={search.size > 0} /> : null}
      {cases.here && cases.value.items.length > 0 ? <CaseTable label="Cases" items={cases.value.items} team={team} nowMs={nowMs} /> : null}
      {cases.here && cases.value.nextCursor !== null ? (
        <p>
          <Link to={`?${onwards(search, cases.value.nextCursor)}`}>Older</Link>
        </p>
      ) : null}
    </>
  );
}

function onwards(search: URLSearchParams, cursor: string): string {
  const next = new URLSearchParams(search);
  next.set('cursor', cursor);
  return next.toString();
}

/** A form that is sent as an address, so that every list can be linked to. */
function Filters({ search, team }: { search: URLSearchParams; team: readonly StaffMember[] }) {
  const me = useConsole()?.staff?.id;
  const members = team.filter(({ id }) => id !== me).map(({ id, email }) => [id, email] as const);
  const chosen = (name: string) => search.get(name) ?? '';
  return (
    <Form method="get" action="/console/cases" className="console-filters" role="search">
      <Choice label="State" name="state" chosen={chosen('state')} options={same(caseStateIds)} />
      <Choice label="Class" name="class" chosen={chosen('class')} options={same(caseClassIds)} />
      <Choice label="Assigned to" name="assignee" chosen={chosen('assignee')} options={[...same(['me', 'nobody']), ...members]} />
      <Choice label="Due" name="due" chosen={chosen('due')} options={same(['overdue', 'day', 'week'])} />
      <div>
        <label htmlFor="filter-subject">Pseudonym</label>
        <input id="filter-subject" name="subject" defaultValue={chosen('subject')} maxLength={36} autoComplete="off" />
      </div>
      <button>Filter</button>
    </Form>
  );
}

/** Names that are their own words. */
const same = (names: readonly string[]) => names.map((name) => [name, name] as const);

type Options = readonly (readonly [string, string])[];

function Choice({ label, name, chosen, options }: { label: string; name: string; chosen: string; options: Options }) {
  const isKnown = chosen === '' || options.some(([value]) => value === chosen);
  const all: Options = isKnown ? options : [[chosen, chosen], ...options];
  return (
    <div>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name} defaultValue={chosen}>
        <option value="">any</option>
        {all.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

/** A day of the calendar, which no field of the form asks for. */
function DueOn({ search }: { search: URLSearchParams }) {
  const [day, clockName] = [search.get('dueOn'), search.get('clock')];
  if (!day) return null;
  return (
    <p>
      {clockName ? `To ${clockName}` : 'Something is due'} on {day}. <Link to="/console/cases">Show all cases</Link>
    </p>
  );
}

function Empty({ filtered }: { filtered: boolean }) {
  if (filtered)
    return (
      <p>
        No case fits. <Link to="/console/cases">Show all cases</Link>
      </p>
    );
  return (
    <p>
      Nobody has asked for anything yet. What comes by letter or telephone can be <Link to="/console/cases/new">taken in</Link>.
    </p>
  );
}
