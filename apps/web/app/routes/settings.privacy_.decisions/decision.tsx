import type { OwnModeration } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import { matterInWords, standingInWords } from '../../moderation/moderation-words.js';
import { useCsrf } from '../../page/use-root.js';
import { nameInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

/** One thing that was stopped or reported: why, how it stands, and what the person can do now. */
export function Decision({ item, idempotencyKey }: { item: OwnModeration; idempotencyKey: string }) {
  const { id, stage, codes, at, text, decision, caseId, creationId } = item;
  const named = codes.map((code) => nameInWords(code).toLowerCase()).join(', ');
  return (
    <li id={id}>
      <h3>{matterInWords(item)}</h3>
      {text === null ? null : <blockquote>{text}</blockquote>}
      <p className="hint">
        {stage === 'report' ? 'Reported as' : 'The filter named'}: {named} · {minuteInWords(at)}
      </p>
      <p>
        <b>{standingInWords(item)}</b>
        {decision ? ` ${decision.says}` : ''}
      </p>
      {decision ? <p className="hint">Decided {minuteInWords(decision.at)}, by a person.</p> : null}
      <div className="decision-ways">
        {item.mayRunAgain ? (
          <Link className="button primary" to={`/studio?released=${id}`}>
            Run it again in the studio
          </Link>
        ) : null}
        {item.state === 'stopped' ? <AskForPerson id={id} idempotencyKey={idempotencyKey} /> : null}
        {decision ? <Link to="/contact?wish=complaint">Complain about the decision</Link> : null}
        {caseId ? <Link to={`/settings/privacy/cases/${caseId}`}>The request</Link> : null}
        {creationId && decision?.decision !== 'removed' ? <Link to={`/history/${creationId}`}>In your history</Link> : null}
      </div>
    </li>
  );
}

function AskForPerson({ id, idempotencyKey }: { id: string; idempotencyKey: string }) {
  const csrf = useCsrf();
  return (
    <Form method="post">
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="wish" value="review" />
      <input type="hidden" name="recordId" value={id} />
      <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
      <button>Have a person look at it</button>
    </Form>
  );
}
