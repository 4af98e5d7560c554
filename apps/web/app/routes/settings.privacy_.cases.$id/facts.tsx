import type { CaseView } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { actionInWords, nameInWords, promisedDates } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

/** When it came, what was promised, what is being done about it, and what came of it. */
export function CaseFacts({ shown }: { shown: CaseView }) {
  const { receivedAt, actions, refusalGround, exportId, erasureId } = shown;
  return (
    <dl className="metadata">
      <Fact term="Received">{minuteInWords(receivedAt)}</Fact>
      {promisedDates(shown).map(({ what, at }) => (
        <Fact key={what} term={what}>
          {minuteInWords(at)}
        </Fact>
      ))}
      {actions.map(({ id, kind, startedAt, finishedAt, coolingOffUntil }) => (
        <Fact key={id} term={actionInWords(kind)}>
          {finishedAt === null ? `since ${minuteInWords(startedAt)}` : `done ${minuteInWords(finishedAt)}`}
          {finishedAt === null && coolingOffUntil !== null ? `; can be taken back until ${minuteInWords(coolingOffUntil)}` : ''}
        </Fact>
      ))}
      {refusalGround === null ? null : <Fact term="Why it is refused">{nameInWords(refusalGround)}</Fact>}
      {exportId === undefined ? null : (
        <Fact term="The copy">
          <Link to={`/exports/${exportId}`}>How far it is, and the download</Link>
        </Fact>
      )}
      {erasureId === undefined ? null : (
        <Fact term="The erasure">
          <Link to={`/erasures/${erasureId}`}>How far it is, and its certificate</Link>
        </Fact>
      )}
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
