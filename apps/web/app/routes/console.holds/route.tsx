import { liftHold, listHolds, setHold, type LegalHoldView } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData, useLoaderData } from '@remix-run/react';
import { instantOf } from '../../console/commands.js';
import { openConsoleVisit, type ConsoleVisit } from '../../console/console-visit.server.js';
import { ReasonField } from '../../console/reason-field.js';
import { Said } from '../../page/said.js';
import { useConsole } from '../../console/use-console.js';
import { MissingPart } from '../../page/missing-part.js';
import { TableFrame } from '../../page/table-frame.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, part, tried } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'Holds · Privacy console' }, { name: 'robots', content: 'noindex' }];

const states = ['standing', 'review-overdue', 'lifted'] as const;
const stateWords = { standing: 'Standing', 'review-overdue': 'Review overdue', lifted: 'Lifted' } as const;
const kindWords = { legal: 'legal', 'illegal-content': 'illegal content' } as const;

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const { searchParams } = new URL(request.url);
  const state = states.find((one) => one === searchParams.get('state'));
  const cursor = searchParams.get('cursor');
  const query = { limit: 50, ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) };
  const holds = await part(visit, () => visit.api.call(listHolds, { query }));
  return data({ holds, state: state ?? null }, { headers: visit.headers() });
}

export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const answer = await (form.get('intent') === 'lift' ? lift(visit, form) : set(visit, form));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function set(visit: ConsoleVisit, form: FormData) {
  const kind = form.get('kind') === 'illegal-content' ? ('illegal-content' as const) : ('legal' as const);
  const body = {
    subjectId: field(form, 'subjectId') ?? '',
    kind,
    reason: field(form, 'reason') ?? '',
    reviewAt: instantOf(field(form, 'reviewAt')) ?? '',
  };
  return tried(visit, async () => {
    await visit.api.call(setHold, { body });
    return { done: 'The hold stands.' };
  });
}

function lift(visit: ConsoleVisit, form: FormData) {
  return tried(visit, async () => {
    await visit.api.call(liftHold, { params: { id: field(form, 'id') ?? '' }, body: { reason: field(form, 'reason') ?? '' } });
    return { done: 'The hold is lifted.' };
  });
}

export default function Holds() {
  const { holds, state } = useLoaderData<typeof loader>();
  const answer = useActionData<typeof action>();
  return (
    <>
      <h1>Holds</h1>
      <p className="hint">A hold suspends erasure and retention of what it covers. One for illegal content goes before every erasure.</p>
      <nav className="console-filters" aria-label="Views">
        <Link to="/console/holds" aria-current={state === null ? 'page' : undefined}>
          All
        </Link>
        {states.map((one) => (
          <Link key={one} to={`/console/holds?state=${one}`} aria-current={state === one ? 'page' : undefined}>
            {stateWords[one]}
          </Link>
        ))}
      </nav>
      <Said answer={answer} />
      {!holds.here ? <MissingPart because={holds.because} /> : null}
      {holds.here && holds.value.items.length === 0 ? <p>There is none.</p> : null}
      {holds.here && holds.value.items.length > 0 ? <HoldTable items={holds.value.items} /> : null}
      {holds.here && holds.value.nextCursor !== null ? (
        <p>
          <Link to={`?${new URLSearchParams({ ...(state ? { state } : {}), cursor: holds.value.nextCursor }).toString()}`}>Older</Link>
        </p>
      ) : null}
      {/* Another one begins empty once this one stands. */}
      <SetHold key={holds.here ? holds.value.items[0]?.id : ''} />
    </>
  );
}

function HoldTable({ items }: { items: LegalHoldView[] }) {
  const csrf = useConsole()?.csrf;
  return (
    <TableFrame label="Holds">
      <table>
        <thead>
          <tr>
            <th scope="col">Pseudonym</th>
            <th scope="col">Kind</th>
            <th scope="col">Covers</th>
            <th scope="col">Reason</th>
            <th scope="col">Since</th>
            <th scope="col">Review</th>
            <th scope="col">Lifting</th>
          </tr>
        </thead>
        <tbody>
          {items.map((hold) => (
            <tr key={hold.id}>
              <td>
                <code>{hold.subjectId}</code>
              </td>
              <td>{kindWords[hold.kind]}</td>
              <td>{hold.scope === 'all' ? 'everything' : hold.scope.join(', ')}</td>
              <td className="free">{hold.reason}</td>
              <td>{minuteInWords(hold.setAt)}</td>
              <td className={hold.isReviewOverdue ? 'late' : undefined}>{minuteInWords(hold.reviewAt)}</td>
              <td>
                {hold.liftedAt === null ? (
                  <details>
                    <summary>Lift</summary>
                    <Form method="post" className="stack">
                      <input type="hidden" name="csrf" value={csrf} />
                      <input type="hidden" name="intent" value="lift" />
                      <input type="hidden" name="id" value={hold.id} />
                      <ReasonField id={`lift-${hold.id}`} />
                      <button className="danger">Lift it</button>
                    </Form>
                  </details>
                ) : (
                  minuteInWords(hold.liftedAt)
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function SetHold() {
  const csrf = useConsole()?.csrf;
  return (
    <section className="console-part console-narrow" aria-labelledby="set-title">
      <h2 id="set-title">Set one</h2>
      <Form method="post" className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <div className="field">
          <label htmlFor="hold-subject">Pseudonym</label>
          <input id="hold-subject" name="subjectId" maxLength={36} required autoComplete="off" />
        </div>
        <div className="field">
          <label htmlFor="hold-kind">Kind</label>
          <select id="hold-kind" name="kind">
            {(['legal', 'illegal-content'] as const).map((kind) => (
              <option key={kind} value={kind}>
                {kindWords[kind]}
              </option>
            ))}
          </select>
        </div>
        <ReasonField id="hold-reason" />
        <div className="field">
          <label htmlFor="hold-review">To be reviewed at (UTC), within a year</label>
          <input id="hold-review" name="reviewAt" type="datetime-local" required />
        </div>
        <p>
          <button>Set the hold</button>
        </p>
      </Form>
    </section>
  );
}
