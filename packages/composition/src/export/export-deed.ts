import { PostgresExports } from '@keepword/database';
import type { Deed } from '@keepword/data-rights';
import type { SubjectId } from '@keepword/primitives';
import type { Foundation } from '../foundation.js';

/** The export as the deed of a case: notes that one is wanted, and tells when it can be fetched. It is written elsewhere. */
export function exportDeed({ storage }: Pick<Foundation, 'storage'>): Deed {
  const exports = new PostgresExports();
  return {
    action: 'export',
    terms: async () => ({ payingAccount: false, coolingOffUntil: null }),
    async begin({ actionId, case: found, subjectId }, at) {
      // A case that was driven again after its bundle expired asks for nothing new.
      if (found.actions.some((one) => one.actionId === actionId && one.finishedAt !== null)) return 'begun';
      const asked = { id: actionId, subjectId, caseId: found.caseId, requestedAt: at };
      await storage.transactions.transaction(subjectId, (uow) => exports.insert(uow, asked));
      return 'begun';
    },
    async state({ actionId, subjectId }) {
      const stored = await storage.transactions.transaction(subjectId, (uow) => exports.find(uow, actionId));
      return stored?.state === 'ready' ? 'done' : 'running';
    },
  };
}

/** Whether an erasure has to wait, because something of this person is still being copied or they were not told yet where the copy lies. */
export function exportsPending({ storage, clock }: Pick<Foundation, 'storage' | 'clock'>, subjectId: SubjectId): Promise<boolean> {
  return storage.transactions.transaction(subjectId, (uow) => new PostgresExports().isPending(uow, subjectId, clock.now()));
}
