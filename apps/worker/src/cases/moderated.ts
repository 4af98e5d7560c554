import type { CaseDesk, Foundation } from '@keepword/composition';
import { hasEnded, openErasureOfCreation, openReviewByRule, type Case, type CasePorts } from '@keepword/data-rights';
import { PostgresModeration } from '@keepword/database';
import { isRefusal, type Id, type SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 100;
const everyMs = 1_000;
const moderation = new PostgresModeration();

/**
 * Carries on what moderation leaves to be done: the review that somebody wanted without asking for it each time, and the erasure of what a
 * moderator took away. What has to be kept as evidence is only hidden; its erasure begins when the hold is lifted.
 * @param crossing as the role `participant_retention`
 */
export function moderated(foundation: Foundation, crossing: DataSource, desk: CaseDesk): readonly Sweep[] {
  const { clock, policyVersion } = foundation;
  return [
    {
      name: 'reviews by people',
      everyMs,
      run: () =>
        desk.transaction(clock.now(), async (ports) => {
          const waiting = await moderation.withoutReview(ports.uow, batch);
          for (const { id: recordId, subjectId } of waiting) {
            const opened = await openReviewByRule(ports, { recordId, subjectId }, policyVersion);
            if (isRefusal(opened)) throw new Error(`the review of ${recordId} could not be opened: ${opened.refused}`);
            await moderation.reviewOpened(ports.uow, recordId, opened.caseId);
          }
          return waiting.length;
        }),
    },
    {
      name: 'removed creations',
      everyMs,
      async run() {
        let opened = 0;
        for (const removed of await removedCreations(crossing)) if (await openErasure(desk, removed, foundation)) opened += 1;
        return opened;
      },
    },
  ];
}

interface Removed {
  readonly creationId: Id;
  readonly subjectId: SubjectId;
}

function removedCreations(crossing: DataSource): Promise<Removed[]> {
  return crossing.query<Removed[]>(
    `SELECT creation_id AS "creationId", subject_id AS "subjectId" FROM creation_deletions d
      WHERE by_team AND NOT EXISTS (
        SELECT FROM legal_holds h
         WHERE h.subject_id = d.subject_id AND h.lifted_at IS NULL
           AND (h.categories IS NULL OR EXISTS (SELECT FROM unnest(h.categories) held WHERE held LIKE 'generation.%')))
      ORDER BY creation_id LIMIT $1`,
    [batch],
  );
}

function openErasure(desk: CaseDesk, { creationId, subjectId }: Removed, { clock, policyVersion }: Foundation): Promise<boolean> {
  return desk.transaction(clock.now(), async (ports) => {
    const before = await erasuresOf(ports, subjectId, creationId);
    if (before.some((found) => !hasEnded(found))) return false;
    // Numbered: two workers that come here at once ask for the same one.
    const key = `removed-creation:${creationId}:${before.length}`;
    const opened = await openErasureOfCreation(ports, { key, subjectId, creationId, policyVersion });
    return !isRefusal(opened) && !opened.replayed;
  });
}

async function erasuresOf({ store, uow }: CasePorts, subjectId: SubjectId, creationId: Id): Promise<readonly Case[]> {
  const found = await store.list(uow, { subjectId, classes: ['erasure'] }, { before: null, limit: batch });
  return found.filter(
    ({ scope, channel }) => channel === 'rule' && scope !== null && 'creationId' in scope && scope.creationId === creationId,
  );
}
