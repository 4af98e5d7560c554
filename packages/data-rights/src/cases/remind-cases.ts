import { isRefusal } from '@keepword/primitives';
import { carryOut, type CasePorts } from './carry-out.js';
import type { DueReminder } from './case-store.js';
import { CASE_LIMITS } from './limits.js';

export interface Reminded {
  readonly reminder: DueReminder;
  /** The case ended because no proof of identity came in time; the person is to be told, in the words of the refusal. */
  readonly lapsed: boolean;
}

/**
 * What is due now: reminders and alarms for the team, each given out once, and cases that waited in vain for a proof of
 * identity, which end as late as leaves time to say so.
 */
export async function remindCases(ports: CasePorts, limit: number = CASE_LIMITS.sweep): Promise<readonly Reminded[]> {
  const { store, uow, at } = ports;
  const reminded: Reminded[] = [];
  for (const reminder of await store.dueReminders(uow, at, Math.min(limit, CASE_LIMITS.sweep))) {
    if (!(await store.markReminded(uow, reminder, at))) continue;
    reminded.push({ reminder, lapsed: await lapses(ports, reminder) });
  }
  return reminded;
}

async function lapses(ports: CasePorts, { caseId, clock, step, state }: DueReminder): Promise<boolean> {
  if (clock !== 'respond' || step === 'first' || state !== 'verifying') return false;
  const lapsed = await carryOut(ports, { caseId, key: null, command: { kind: 'lapse' } }, { kind: 'system' });
  return !isRefusal(lapsed);
}
