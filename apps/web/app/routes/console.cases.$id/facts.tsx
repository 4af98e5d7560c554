import type { ConsoleCasePage, RecipientNoticeView, StaffMember } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import type { ReactNode } from 'react';
import { memberInWords } from '../../console/team.js';
import { useConsole } from '../../console/use-console.js';
import { actionInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

export function Facts({ shown, team }: { shown: ConsoleCasePage; team: readonly StaffMember[] }) {
  const me = useConsole()?.staff?.id;
  const { subjectId, assignedTo, follows, duplicates, rights, refusalGround, outcome, endedAt, restriction, attachmentsLeftOut } = shown;
  return (
    <section className="console-part" aria-labelledby="facts-title">
      <h2 id="facts-title">Facts</h2>
      <dl className="metadata">
        <Fact term="Received">
          {minuteInWords(shown.receivedAt)}, by {shown.channel}
        </Fact>
        <Fact term="Proof">{shown.verification}</Fact>
        <Fact term="About">
          {subjectId === null ? (
            `not known yet (${shown.requester})`
          ) : (
            <Link to={`/console/cases?subject=${subjectId}`}>
              <code>{subjectId}</code>
            </Link>
          )}
        </Fact>
        <Fact term="Assigned">{memberInWords(assignedTo, team, me)}</Fact>
        {shown.actions.map(({ id, kind, startedAt, finishedAt, coolingOffUntil }) => (
          <Fact key={id} term={actionInWords(kind)}>
            {finishedAt === null ? `since ${minuteInWords(startedAt)}` : `done ${minuteInWords(finishedAt)}`}
            {kind === 'erasure' ? (
              <>
                {' · '}
                <Link to={`/console/erasures/${id}`}>its steps</Link>
              </>
            ) : null}
            {finishedAt === null && coolingOffUntil !== null ? `, cooling off until ${minuteInWords(coolingOffUntil)}` : ''}
          </Fact>
        ))}
        {restriction === null ? null : (
          <Fact term="Restricted">
            since {minuteInWords(restriction.since)}
            {restriction.liftAt === null ? '' : `, lifted on ${minuteInWords(restriction.liftAt)}; the person has been told`}
          </Fact>
        )}
        <ToldRecipients notices={shown.recipientNotices} />
        {endedAt === null ? null : (
          <Fact term="Ended">
            {minuteInWords(endedAt)}
            {outcome === null ? '' : `, ${outcome}`}
          </Fact>
        )}
        {refusalGround === null ? null : <Fact term="Refused for">{refusalGround}</Fact>}
        {attachmentsLeftOut === 0 ? null : <Fact term="Attachments">{attachmentsLeftOut} came by mail and were not taken in</Fact>}
        {follows === null ? null : (
          <Fact term="Follows">
            <Link to={`/console/cases/${follows}`}>an earlier case</Link>
          </Fact>
        )}
        {duplicates.length === 0 ? null : (
          <Fact term="Duplicates">
            {duplicates.map((id) => (
              <Link key={id} to={`/console/cases/${id}`}>
                {id.slice(-8)}{' '}
              </Link>
            ))}
          </Fact>
        )}
        <Fact term="Rights">{rights.map(({ right, origin }) => `${right} (${origin})`).join(', ') || 'none'}</Fact>
        <Fact term="Policy">
          {shown.profileId} <code title={shown.policyVersion}>{shown.policyVersion.slice(0, 15)}</code>
        </Fact>
      </dl>
    </section>
  );
}

/** Who else had the data and was told of what the case brought about (GDPR Art. 19). */
function ToldRecipients({ notices }: { notices: readonly RecipientNoticeView[] }) {
  return notices.map((notice) => (
    <Fact key={`${notice.recipient} ${notice.at}`} term={notice.name}>
      Art.&nbsp;19: {noticeInWords(notice)}, {minuteInWords(notice.at)}
    </Fact>
  ));
}

const noticeStates = { due: 'is being told', told: 'told', 'cannot-be-told': 'cannot be told', failed: 'could not be told' };

function noticeInWords({ matter, state, reason, attempts }: RecipientNoticeView): string {
  const tried = attempts > 1 ? `, tried ${attempts} times` : '';
  return `${noticeStates[state]} of the ${matter}${reason === null ? '' : ` (${reason.replaceAll('-', ' ')})`}${tried}`;
}

function Fact({ term, children }: { term: string; children: ReactNode }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{children}</dd>
    </div>
  );
}
