import { cancelCreation } from '@keepword/creations';
import type { Deed } from '@keepword/data-rights';
import { PostgresRestrictions } from '@keepword/database';
import type { SubjectId } from '@keepword/primitives';
import type { ReplayLog } from '../erasure/replay-log.js';
import type { Foundation } from '../foundation.js';
import { noteRestriction } from './recipient-notices.js';

const unfinishedMax = 100;

/**
 * Restricts the processing of somebody's data to keeping it (GDPR Art. 18): the row that row-level security asks comes first, so that nothing new can
 * begin, and then ends what still runs. The replay log knows of it before it is in force. Whoever runs this is the worker; the row needs its role.
 */
export function restrictionDeed(
  foundation: Pick<Foundation, 'storage' | 'creations' | 'profile' | 'payments' | 'mailer'>,
  log: Pick<ReplayLog, 'append'>,
): Deed {
  const {
    storage: { transactions },
    creations,
  } = foundation;
  const restrictions = new PostgresRestrictions();
  const unfinished = (subjectId: SubjectId) =>
    transactions.transaction(subjectId, (uow) => creations.store.unfinished(uow, subjectId, unfinishedMax));
  return {
    action: 'restriction',
    terms: async () => ({ payingAccount: false, coolingOffUntil: null }),
    async begin({ subjectId, case: { caseId } }, at) {
      await transactions.transaction(subjectId, async (uow) => {
        if (!(await restrictions.restrict(uow, subjectId, caseId, at))) return;
        await noteRestriction(foundation, uow, { subjectId, caseId }, at);
        await log.append(subjectId, { kind: 'restriction' }, at);
      });
      for (const { id } of await unfinished(subjectId)) await cancelCreation(creations, { subjectId, creationId: id });
      return 'begun';
    },
    async state({ subjectId }) {
      const found = await transactions.transaction(subjectId, (uow) => restrictions.find(uow, subjectId));
      return found && (await unfinished(subjectId)).length === 0 ? 'done' : 'running';
    },
  };
}
