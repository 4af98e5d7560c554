import { listConsoleErasures, type ConsoleErasure } from '@keepword/contracts';
import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Link, useLoaderData } from '@remix-run/react';
import { openConsoleVisit } from '../../console/console-visit.server.js';
import { erasureStateWords, erasureStates } from '../../console/erasure-words.js';
import { useRowKeys } from '../../console/use-row-keys.js';
import { MissingPart } from '../../page/missing-part.js';
import { TableFrame } from '../../page/table-frame.js';
import { part } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Erasures · Privacy console' }, { name: 'robots', content: 'noindex' }];

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const { searchParams } = new URL(request.url);
  const state = erasureStates.find((one) => one === searchParams.get('state'));
  const cursor = searchParams.get('cursor');
  const query = { limit: 50, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) };
  const erasures = await part(visit, () => visit.api.call(listConsoleErasures, { query }));
  return data({ erasures, state: state ?? null }, { headers: visit.headers() });
}

export default function ConsoleErasures() {
  const { erasures, state } = useLoaderData<typeof loader>();
  useRowKeys();
  return (
    <>
      <h1>Erasures</h1>
      <nav className="console-filters" aria-label="Views">
        <Link to="/console/erasures" aria-current={state === null ? 'page' : undefined}>
          All
        </Link>
        {erasureStates.map((one) => (
          <Link key={one} to={`/console/erasures?state=${one}`} aria-current={state === one ? 'page' : undefined}>
            {erasureStateWords[one]}
          </Link>
        ))}
      </nav>
      {!erasures.here ? <MissingPart because={erasures.because} /> : null}
      {erasures.here && erasures.value.items.length === 0 ? (
        <p>{state === null ? 'Nothing was erased yet. An erasure begins by itself when its case is proven.' : 'None is in this state.'}</p>
      ) : null}
      {erasures.here && erasures.value.items.length > 0 ? <Table items={erasures.value.items} /> : null}
      {erasures.here && erasures.value.nextCursor !== null ? (
        <p>
          <Link to={`?${new URLSearchParams({ ...(state ? { state } : {}), cursor: erasures.value.nextCursor }).toString()}`}>Older</Link>
        </p>
      ) : null}
    </>
  );
}

function Table({ items }: { items: readonly ConsoleErasure[] }) {
  return (
    <TableFrame label="Erasures">
      <table>
        <thead>
          <tr>
            {['Erasure', 'Of', 'State', 'Steps', 'Waiting', 'Next try', 'Certificate', 'Asked for'].map((column) => (
              <th scope="col" key={column}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, reference, scope, state, steps, nextTryAt, certificate, requestedAt }) => (
            <tr key={id}>
              <td>
                <Link data-row to={`/console/erasures/${id}`}>
                  {reference}
                </Link>
              </td>
              <td>{scope}</td>
              <td>{erasureStateWords[state]}</td>
              <td>
                {steps.done} of {steps.total}
              </td>
              <td className={steps.pending > 0 ? 'soon' : undefined}>{steps.pending || 'none'}</td>
              <td>{nextTryAt === null ? '' : minuteInWords(nextTryAt)}</td>
              <td>{certificate}</td>
              <td>{minuteInWords(requestedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}
