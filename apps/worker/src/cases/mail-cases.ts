import { advanceCaseMails, caseMails, type CaseDesk, type Foundation } from '@keepword/composition';
import type { Deed } from '@keepword/data-rights';
import type { Sweep } from '../schedules/sweeps.js';

/** Receipts, proofs of identity and everything else that a case owes its person, and reminders and alarms for the team. */
export function caseMailing(foundation: Foundation, desk: CaseDesk, deeds: readonly Pick<Deed, 'action'>[]): Sweep {
  const mailing = { desk, mails: caseMails(foundation), foundation, deeds: new Set(deeds.map(({ action }) => action)) };
  return { name: 'case mails', everyMs: 1_000, run: () => advanceCaseMails(mailing, foundation.clock.now()) };
}
