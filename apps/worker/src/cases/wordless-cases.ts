import type { CaseDesk, Foundation } from '@keepword/composition';
import { accountWasErased, carryOut, type CasePorts } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 100;

/** Ends the cases that an erasure left without a word: nobody could be answered any more, and their deadlines would go on. */
export function wordlessCases({ clock, logger }: Pick<Foundation, 'clock' | 'logger'>, desk: CaseDesk): Sweep {
  return {
    name: 'cases without a word',
    everyMs: 5_000,
    run: () =>
      desk.transaction(clock.now(), async (ports) => {
        let ended = 0;
        for (const { caseId, subjectId } of await ports.store.wordless(ports.uow, batch)) {
          if (subjectId !== null && !(await accountWasErased(ports, subjectId))) continue;
          if (await end(ports, caseId)) ended += 1;
          else logger.warn({ caseId }, 'a case without a word could not be ended');
        }
        return ended;
      }),
  };
}

async function end(ports: CasePorts, caseId: string): Promise<boolean> {
  const withdrawn = await carryOut(ports, { caseId, key: null, command: { kind: 'withdraw' } }, { kind: 'system' });
  return !isRefusal(withdrawn);
}
