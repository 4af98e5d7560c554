import { derivedId, isRefusal, type Id, type SubjectId } from '@keepword/primitives';
import { carryOut, type CasePorts, type Done, type IdempotencyConflict } from './carry-out.js';
import { isReviewOfRecord } from './case-class.js';
import type { CaseRefusal } from './case-command.js';
import type { Case } from './case-state.js';
import { openCase, type CaseOpened, type OpenRefusal } from './open-case.js';
import type { Actor } from './requester.js';

export interface RecordOfSubject {
  readonly recordId: Id;
  readonly subjectId: SubjectId;
}

/** Opens the review of what a machine stopped, for somebody who wants no machine to decide alone. Called again, it opens nothing. */
export function openReviewByRule(
  ports: CasePorts,
  { recordId, subjectId }: RecordOfSubject,
  policyVersion: string,
): Promise<Done<CaseOpened> | OpenRefusal | IdempotencyConflict> {
  const requester = { kind: 'subject', subjectId } as const;
  const opening = {
    key: `review:${recordId}`,
    class: 'automated-decision-review',
    scope: { recordId },
    channel: 'rule',
    requester,
  } as const;
  return openCase(ports, { ...opening, receivedAt: ports.at, policyVersion, authenticatedAt: null, contents: [] }, { kind: 'system' });
}

const reviewsLookedAt = 100;

/** The reviews of a person that are about one record, newest first; all of a person's when none is named. */
export async function reviewsOf({ store, uow }: CasePorts, subjectId: SubjectId, recordId?: Id): Promise<readonly Case[]> {
  const found = await store.list(uow, { subjectId, classes: ['automated-decision-review'] }, { before: null, limit: reviewsLookedAt });
  return found.filter(({ scope }) => isReviewOfRecord(scope) && (recordId === undefined || scope.recordId === recordId));
}

const running = ['received', 'open', 'waiting'] as const;

/**
 * A moderator has decided: every open review of that record ends with the answer, in the same unit of work.
 * @param decision.id of the decision, so that carrying it out twice writes nothing
 * @returns how many ended
 */
export async function endReviews(
  ports: CasePorts,
  record: RecordOfSubject,
  decision: { readonly id: Id; readonly answer: string },
  actor: Actor,
): Promise<number | CaseRefusal | IdempotencyConflict> {
  const open = (await reviewsOf(ports, record.subjectId, record.recordId)).filter(({ state }) =>
    (running as readonly string[]).includes(state),
  );
  for (const { caseId } of open) {
    const actionId = derivedId(ports.at, `keepword review v1 ${caseId} ${decision.id}`);
    const answer = {
      contentId: derivedId(ports.at, `keepword review answer v1 ${caseId} ${decision.id}`),
      kind: 'reply',
      text: decision.answer,
    } as const;
    const start = { kind: 'start-action', action: 'review', actionId, coolingOffUntil: null, payingAccount: false } as const;
    const steps = [
      { caseId, key: `start:${actionId}`, command: start },
      { caseId, key: `finish:${actionId}`, command: { kind: 'finish-action', actionId } },
      {
        caseId,
        key: `fulfil:${actionId}`,
        command: { kind: 'fulfil', outcome: 'carried-out', answerContentId: answer.contentId },
        contents: [answer],
      },
    ] as const;
    for (const step of steps) {
      const done = await carryOut(ports, step, actor);
      if (isRefusal(done)) return done;
    }
  }
  return open.length;
}
