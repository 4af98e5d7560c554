import { isRefusal, refuse, type Instant } from '@keepword/primitives';
import { scopeFor } from './case-class.js';
import { clocksAfterPause, clocksOf, stopsClocks, type CaseClocks, type CaseDeadline, type ClockName } from './case-clocks.js';
import type { CaseCommand } from './case-command.js';
import { remindersOf } from './case-reminders.js';
import { isUnproven, metAt, type Case } from './case-state.js';
import type { Holidays } from './clock-time.js';
import type { Decided, DecisionContext } from './decision.js';

/** From when on an unanswered challenge ends the case: as late as leaves time to say so before the answer is due. */
export function lapsesFrom(found: Case, holidays?: Holidays): Instant {
  const last = remindersOf(found.clocks, holidays).find(({ clock, step }) => clock === 'respond' && step === 'second');
  return last?.at ?? found.clocks.respondBy.dueAt;
}

/** The only refusal that nobody signs: it says nothing but that no proof came, is the same for everybody, and can be opened again. */
export function lapse(found: Case, { at, holidays }: DecisionContext): Decided {
  if (!isUnproven(found)) return refuse('already-verified');
  const from = lapsesFrom(found, holidays);
  if (at < from) return refuse('too-early', { from });
  return [{ kind: 'refused', ground: 'identity-not-verified', proposedBy: null, contentId: null }];
}

export function reopen(
  found: Case,
  command: Extract<CaseCommand, { kind: 'reopen' }>,
  { profile, at, holidays }: DecisionContext,
): Decided {
  if (found.mergedInto) return refuse('merged', { into: found.mergedInto });
  const receivedAt = command.receivedAt ?? at;
  if (receivedAt > at || (found.endedAt !== null && receivedAt < found.receivedAt)) return refuse('receipt-out-of-range');
  const clocks = clocksOf(profile, found.class, receivedAt, holidays);
  return [{ kind: 'reopened', contentId: command.contentId, receivedAt, clocks }];
}

export function reclassify(
  found: Case,
  command: Extract<CaseCommand, { kind: 'reclassify' }>,
  { profile, at, holidays }: DecisionContext,
): Decided {
  const scope = scopeFor(command.class, command.scope);
  if (isRefusal(scope)) return scope;
  if (found.proposal) return refuse('proposal-pending');
  if (found.actions.some(({ finishedAt }) => finishedAt === null)) return refuse('action-running');
  const since = found.clocks.respondBy.startsAt;
  const clocks = keepMissed(found, clocksOf(profile, command.class, since, holidays), at);
  return [{ kind: 'reclassified', class: command.class, scope, clocks }];
}

/** Another class counts from the same receipt, and heals no deadline that has already been missed. */
function keepMissed(found: Case, next: CaseClocks, at: Instant): CaseClocks {
  const missed = (was: CaseDeadline | null, clock: ClockName) => (was && was.dueAt < at && metAt(found, clock) === null ? was : null);
  return {
    acknowledgeBy: missed(found.clocks.acknowledgeBy, 'acknowledge') ?? next.acknowledgeBy,
    acknowledgeWith: next.acknowledgeWith,
    respondBy: missed(found.clocks.respondBy, 'respond') ?? next.respondBy,
    completeBy: missed(found.clocks.completeBy, 'complete') ?? next.completeBy,
    freezeBy: missed(found.clocks.freezeBy, 'freeze') ?? next.freezeBy,
  };
}

export function resume(found: Case, { profile, at, holidays }: DecisionContext): Decided {
  if (!found.pause) return refuse('already-done');
  const { reason, since } = found.pause;
  const clocks = stopsClocks(profile, reason) ? clocksAfterPause(found.clocks, since, at, holidays) : found.clocks;
  return [{ kind: 'resumed', clocks }];
}
