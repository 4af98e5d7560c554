import { closeSubject, getConsoleSubject, type ConsoleSubject } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, useActionData } from '@remix-run/react';
import { openConsoleVisit, type ConsoleVisit } from '../../console/console-visit.server.js';
import { ReasonField } from '../../console/reason-field.js';
import { Said } from '../../page/said.js';
import { useConsole } from '../../console/use-console.js';
import { field, readForm } from '../../platform/form.server.js';
import { isRefused, tried, type Refused } from '../../platform/problems.server.js';
import { wholeNumber } from '../../wording/amounts.js';
import { caseInWords, caseStateInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

export const meta: MetaFunction = () => [{ title: 'People · Privacy console' }, { name: 'robots', content: 'noindex' }];

export function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  return data(null, { headers: visit.headers() });
}

type Answer = { subject: ConsoleSubject } | { done: string } | Refused;

/** A search is a form and no address: neither whom nor why stands in a history or a log. */
export async function action({ request }: ActionFunctionArgs) {
  const visit = openConsoleVisit(request);
  const form = await readForm(visit);
  const answer = await (form.get('intent') === 'close' ? close(visit, form) : find(visit, form));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

function find(visit: ConsoleVisit, form: FormData): Promise<Answer> {
  const who = field(form, 'who') ?? '';
  const query = { reason: field(form, 'reason') ?? '', ...(who.includes('@') ? { email: who } : { id: who }) };
  return tried(visit, async () => ({ subject: await visit.api.call(getConsoleSubject, { query }) }));
}

function close(visit: ConsoleVisit, form: FormData): Promise<Answer> {
  const id = field(form, 'id') ?? '';
  return tried(visit, async () => {
    const { closedAt, endedSessions } = await visit.api.call(closeSubject, {
      params: { id },
      body: { reason: field(form, 'reason') ?? '' },
    });
    return { done: `Closed ${minuteInWords(closedAt)}; ${wholeNumber(endedSessions)} sessions ended. The erasure begins now.` };
  });
}

export default function Subjects() {
  const answer = useActionData<typeof action>();
  const here = useConsole();
  const holds = (...roles: string[]) => here?.staff?.roles.some((role) => roles.includes(role));
  const subject = answer && 'subject' in answer ? answer.subject : null;
  return (
    <>
      <h1>People</h1>
      {holds('privacy-officer', 'support') ? <Find /> : null}
      <Said answer={answer} />
      {subject ? <Subject subject={subject} /> : null}
      {holds('privacy-officer', 'moderator') ? <Close key={subject?.subjectId} id={subject?.subjectId} /> : null}
    </>
  );
}

function Find() {
  const csrf = useConsole()?.csrf;
  return (
    <Form method="post" className="console-filters">
      <input type="hidden" name="csrf" value={csrf} />
      <div className="field grow">
        <label htmlFor="who">Pseudonym, or exact mail address</label>
        <input id="who" name="who" maxLength={254} required autoComplete="off" aria-describedby="who-hint" />
        <p className="hint" id="who-hint">
          There is no search by part of it.
        </p>
      </div>
      <ReasonField id="find-reason" seenBy="The person sees it." />
      <button>Show</button>
    </Form>
  );
}

/** By pseudonym alone, so that a moderator, who sees no person here, can close an account too. */
function Close({ id }: { id: string | undefined }) {
  const csrf = useConsole()?.csrf;
  return (
    <div className="console-commands console-narrow">
      <details>
        <summary>Close an account as a child’s</summary>
        <Form method="post">
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value="close" />
          <div className="field">
            <label htmlFor="close-id">Pseudonym</label>
            <input id="close-id" name="id" defaultValue={id} maxLength={36} required autoComplete="off" />
          </div>
          <ReasonField id="close-reason" />
          <button className="danger">Close it and erase everything</button>
        </Form>
      </details>
    </div>
  );
}

function Subject({ subject }: { subject: ConsoleSubject }) {
  const { subjectId, account, restrictedSince, holdings, holds, cases } = subject;
  const facts: [string, string][] = [
    ['Pseudonym', subjectId],
    ['Account', account ? `${account.state}, since ${minuteInWords(account.createdAt)}` : 'none any more'],
    ...(account
      ? ([
          ['Address', account.email],
          ['Last active', minuteInWords(account.lastActivityAt)],
          ['Age', account.ageBand ?? 'not asked yet'],
        ] satisfies [string, string][])
      : []),
    ['Restricted', restrictedSince === null ? 'no' : `since ${minuteInWords(restrictedSince)}`],
    ['Standing holds', String(holds.filter(({ liftedAt }) => liftedAt === null).length)],
  ];
  return (
    <div className="console-part">
      <dl className="metadata">
        {facts.map(([term, words]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
      <section className="console-part" aria-labelledby="subject-cases">
        <h2 id="subject-cases">Cases</h2>
        {cases.length === 0 ? <p className="hint">None.</p> : null}
        <ul className="plain-list">
          {cases.map(({ id, reference, class: kind, state, receivedAt }) => (
            <li key={id}>
              <Link to={`/console/cases/${id}`}>{reference}</Link> {caseInWords(kind, null)}, {caseStateInWords(state).toLowerCase()},{' '}
              {minuteInWords(receivedAt)}
            </li>
          ))}
        </ul>
      </section>
      <section className="console-part" aria-labelledby="subject-held">
        <h2 id="subject-held">What is held</h2>
        <ul className="amounts">
          {holdings.map(({ category, label, count }) => (
            <li key={category}>
              <span>{label}</span>
              <span className="figure">{wholeNumber(count)}</span>
            </li>
          ))}
        </ul>
      </section>
    </div>
  );
}
