import { addPeriod, refuse, type Instant, type Period } from '@keepword/primitives';
import type { CaseCommand } from './case-command.js';
import type { Case } from './case-state.js';
import type { Decided } from './decision.js';

/** How long a person is warned before the team lifts their restriction (GDPR Art. 18(3)); long enough to object. */
export const LIFTING_NOTICE: Period = 'P7D';

/** How a restriction ends that was carried out. Whether it is still in force knows the restriction itself and not its case. */
export function decideLifting(
  found: Case,
  command: Extract<CaseCommand, { kind: 'announce-lifting' | 'cancel-lifting' | 'lift' }>,
  at: Instant,
): Decided {
  if (found.class !== 'restriction' || found.outcome !== 'carried-out') return refuse('not-for-this-class', { class: found.class });
  switch (command.kind) {
    case 'announce-lifting': {
      const from = addPeriod(at, LIFTING_NOTICE);
      return command.liftAt < from ? refuse('too-early', { from }) : [{ kind: 'lifting-announced', liftAt: command.liftAt }];
    }
    case 'cancel-lifting':
      return found.liftAt === null ? refuse('nothing-announced') : [{ kind: 'lifting-canceled' }];
    case 'lift':
      return [{ kind: 'lifted' }];
  }
}
