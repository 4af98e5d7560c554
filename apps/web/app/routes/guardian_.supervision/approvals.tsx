import type { SpendApproval } from '@keepword/contracts';
import { Form, useNavigation } from '@remix-run/react';
import { askedInWords, standingInWords } from '../../wording/approvals.js';
import { dayInWords } from '../../wording/time.js';

/** What waits for the guardian first, then what was decided. */
export function Approvals({ approvals, csrf }: { approvals: SpendApproval[]; csrf: string }) {
  const waiting = approvals.filter(({ state }) => state === 'waiting');
  const others = approvals.filter(({ state }) => state !== 'waiting');
  return (
    <>
      <section className="block" aria-labelledby="waiting-title">
        <h2 id="waiting-title">For you to decide</h2>
        {waiting.length === 0 ? <p>Nothing. You get a mail before anything is bought.</p> : <List approvals={waiting} csrf={csrf} />}
      </section>
      {others.length > 0 ? (
        <section className="block" aria-labelledby="decided-title">
          <h2 id="decided-title">Decided</h2>
          <List approvals={others} csrf={csrf} />
        </section>
      ) : null}
    </>
  );
}

function List({ approvals, csrf }: { approvals: SpendApproval[]; csrf: string }) {
  return (
    <ul className="decision-list">
      {approvals.map((approval) => (
        <li key={approval.id}>
          <p>
            <b>{askedInWords(approval)}</b>
          </p>
          <p className="hint">
            Asked on {dayInWords(approval.askedAt)}. {standingInWords(approval, 'guardian')}.
          </p>
          {approval.interval !== null && approval.state === 'waiting' ? (
            <p className="hint">A subscription: this is charged every month until it is cancelled.</p>
          ) : null}
          <Decision approval={approval} csrf={csrf} />
        </li>
      ))}
    </ul>
  );
}

function Decision({ approval, csrf }: { approval: SpendApproval; csrf: string }) {
  const busy = useNavigation().state === 'submitting';
  const { id, state } = approval;
  if (state !== 'waiting' && state !== 'approved') return null;
  const what = <span className="visually-hidden"> {askedInWords(approval)}</span>;
  return (
    <Form method="post" className="decision-ways">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="approval" value={id} />
      {state === 'waiting' ? (
        <button className="primary" name="decision" value="approved" disabled={busy}>
          Approve{what}
        </button>
      ) : null}
      <button name="decision" value="declined" disabled={busy}>
        {state === 'waiting' ? 'Decline' : 'Take the approval back'}
        {what}
      </button>
    </Form>
  );
}
