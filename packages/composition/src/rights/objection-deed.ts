import type { Deed, ObjectionScope } from '@keepword/data-rights';
import { PostgresObjections } from '@keepword/database';
import type { ReplayLog } from '../erasure/replay-log.js';
import type { Foundation } from '../foundation.js';

/** Notes what somebody does not want done (GDPR Art. 21), after the replay log; whoever does such a thing asks before. */
export function objectionDeed({ storage: { transactions } }: Pick<Foundation, 'storage'>, log: Pick<ReplayLog, 'append'>): Deed {
  const objections = new PostgresObjections();
  return {
    action: 'objection',
    terms: async () => ({ payingAccount: false, coolingOffUntil: null }),
    async begin({ subjectId, case: { caseId, scope } }, at) {
      // The case was checked against its class when it was opened.
      const asked = scope as ObjectionScope;
      const purpose = 'purpose' in asked ? (asked.purpose ?? null) : null;
      const objectedTo = { against: asked.against, purpose };
      await transactions.transaction(subjectId, async (uow) => {
        const isNew = await objections.add(uow, subjectId, { ...objectedTo, at, caseId });
        if (isNew) await log.append(subjectId, { kind: 'objection', ...objectedTo }, at);
      });
      return 'begun';
    },
    async state({ subjectId, case: { scope } }) {
      const { against } = scope as ObjectionScope;
      const noted = await transactions.transaction(subjectId, (uow) => objections.list(uow, subjectId));
      return noted.some((one) => one.against === against) ? 'done' : 'running';
    },
  };
}
