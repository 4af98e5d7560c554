import { listAudit } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useLoaderData, useSearchParams } from '@remix-run/react';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { MissingPart } from '../../page/missing-part.js';
import { TableFrame } from '../../page/table-frame.js';
import { part } from '../../platform/problems.server.js';
import { wholeNumber } from '../../wording/amounts.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Log · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const { searchParams } = new URL(request.url);
  const given = ['staff', 'target', 'cursor'].flatMap((name) => (searchParams.get(name) ? [[name, searchParams.get(name)]] : []));
  const log = await part(visit, () => visit.api.call(listAudit, { query: { limit: 50, ...Object.fromEntries(given) } }));
  return data({ log }, { headers: visit.headers() });
}

export default function Audit() {
  const { log } = useLoaderData<typeof loader>();
  const [search] = useSearchParams();
  return (
    <>
      <h1>Log</h1>
      <p className="hint">What the team did and read. A command is written down before it is carried out.</p>
      <Form method="get" className="console-filters" role="search" key={search.toString()}>
        <div>
          <label htmlFor="staff">Id of a member</label>
          <input id="staff" name="staff" defaultValue={search.get('staff') ?? ''} maxLength={36} autoComplete="off" />
        </div>
        <div>
          <label htmlFor="target">Id of a case, person or row</label>
          <input id="target" name="target" defaultValue={search.get('target') ?? ''} maxLength={60} autoComplete="off" />
        </div>
        <button>Filter</button>
        <a className="button" href="/console/audit/file">
          All of it, one entry per line
        </a>
      </Form>
      {!log.here ? <MissingPart because={log.because} /> : null}
      {log.here ? <Chain chain={log.value.chain} /> : null}
      {log.here ? <Entries items={log.value.items} /> : null}
      {log.here && log.value.nextCursor !== null ? (
        <p>
          <Link to={`?${older(search, log.value.nextCursor)}`}>Older</Link>
        </p>
      ) : null}
    </>
  );
}

type Log = Extract<ReturnType<typeof useLoaderData<typeof loader>>['log'], { here: true }>['value'];

function older(search: URLSearchParams, cursor: string): string {
  const next = new URLSearchParams(search);
  next.set('cursor', cursor);
  return next.toString();
}

function Chain({ chain }: { chain: Log['chain'] }) {
  if (chain === null) return null;
  if (chain.verdict === 'broken') {
    return (
      <p className="notice notice-no" role="alert">
        The log has been changed at entry {chain.at}: {chain.why}.
      </p>
    );
  }
  return (
    <p className="hint">
      Chain intact over {wholeNumber(chain.entries)} entries{chain.erased > 0 ? `, ${wholeNumber(chain.erased)} of them erased` : ''}; its
      head is <code>{chain.head.slice(0, 16)}</code>.
    </p>
  );
}

function Entries({ items }: { items: Log['items'] }) {
  if (items.length === 0) return <p>There is nothing.</p>;
  return (
    <TableFrame label="Log">
      <table>
        <thead>
          <tr>
            <th scope="col">No.</th>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">Outcome</th>
            <th scope="col">About</th>
            <th scope="col">Reason</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ sequence, at, staffId, action, detail, outcome, targetId, reason }) => (
            <tr key={sequence}>
              <td>{sequence}</td>
              <td>{minuteInWords(at)}</td>
              <td>{staffId === null ? 'erased' : staffId.slice(-8)}</td>
              <td>
                {action}
                {detail === null ? '' : ` (${detail})`}
              </td>
              <td>{outcome}</td>
              <td>{targetId === null ? '' : <Link to={`?target=${encodeURIComponent(targetId)}`}>{targetId.slice(-12)}</Link>}</td>
              <td className="free">{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
