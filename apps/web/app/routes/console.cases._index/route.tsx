import { listConsoleCases } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { CaseTable } from '../../console/case-table.js';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { useNow } from '../../creations/countdown.js';
import { MissingPart } from '../../page/missing-part.js';
import { clock } from '../../platform/boot.server.js';
import { part } from '../../platform/problems.server.js';
import { caseClassIds, caseStateIds } from '../../wording/cases.js';
import { filtersOf } from './filters.js';
import { views } from './views.js';

export const meta: MetaFunction = () => [{ title: 'Cases · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const query = filtersOf(new URL(request.url).searchParams);
  const cases = await part(visit, () => visit.api.call(listConsoleCases, { query }));
  return data({ cases, now: clock.now().toISOString() }, { headers: visit.headers() });
}

export default function ConsoleCases() {
  const { cases, now } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  const nowMs = useNow(now);
  useRowKeys();
  return (
    <>
      <h1>Cases</h1>
      <nav className="console-filters" aria-label="Views">
        {views.map(({ words, query }) => (
          <Link key={words} to={`/console/cases${query}`}>
            {words}
          </Link>
        ))}
        <Link to="/console/cases/new">Take one in</Link>
      </nav>
      <Filters key={search.toString()} search={search} />
      {!cases.here ? <MissingPart because={cases.because} /> : null}
      {cases.here && cases.value.items.length === 0 ? <p>No case fits.</p> : null}
      {cases.here && cases.value.items.length > 0 ? <CaseTable label="Cases" items={cases.value.items} nowMs={nowMs} /> : null}
      <p className="hint">
        <span className="keys">
          <kbd>j</kbd> <kbd>k</kbd> down and up, <kbd>Enter</kbd> opens
        </span>
      </p>
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
function Filters({ search }: { search: URLSearchParams }) {
  const chosen = (name: string) => search.get(name) ?? '';
  return (
    <Form method="get" action="/console/cases" className="console-filters" role="search">
      <Choice label="State" name="state" chosen={chosen('state')} options={caseStateIds} />
      <Choice label="Class" name="class" chosen={chosen('class')} options={caseClassIds} />
      <Choice label="Assigned to" name="assignee" chosen={chosen('assignee')} options={['me', 'nobody']} />
      <Choice label="Due" name="due" chosen={chosen('due')} options={['overdue', 'day', 'week']} />
      <div>
        <label htmlFor="filter-subject">Pseudonym</label>
        <input id="filter-subject" name="subject" defaultValue={chosen('subject')} maxLength={36} autoComplete="off" />
      </div>
      <button>Filter</button>
    </Form>
  );
}

function Choice({ label, name, chosen, options }: { label: string; name: string; chosen: string; options: readonly string[] }) {
  const all = chosen === '' || options.includes(chosen) ? options : [chosen, ...options];
  return (
    <div>
      <label htmlFor={`filter-${name}`}>{label}</label>
      <select id={`filter-${name}`} name={name} defaultValue={chosen}>
        <option value="">any</option>
        {all.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </select>
    </div>
  );
}
