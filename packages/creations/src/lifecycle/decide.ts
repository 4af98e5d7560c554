import { addPeriod, refuse, type Id, type Instant, type Refusal } from '@keepword/primitives';
import type { CreationEnding, DeletionMark } from '../ports/creation-store.js';
import { runningPeriodMax, undoPeriod } from '../settings.js';
import type { Creation, CreationFailure, CreationOwner, EndState } from './creation.js';

/** Whether nothing changes a creation any more, except that it can be deleted. */
export function isOver({ state }: Pick<Creation, 'state'>): boolean {
  return state !== 'queued' && state !== 'running';
}

export type StartDecision = { readonly start: true } | Refusal<'over'> | Refusal<'not-its-turn', { position: number }>;

/**
 * First come, first served within one person: a creation starts when it is among that person's first `runningMax` unfinished ones.
 * @param line the ids of those first ones, oldest first
 */
export function decideStart(creation: Creation, deletion: DeletionMark | null, line: readonly Id[], runningMax: number): StartDecision {
  if (isOver(creation) || deletion) return refuse('over');
  const place = line.indexOf(creation.id);
  if (place >= 0 && place < runningMax) return { start: true };
  return refuse('not-its-turn', { position: Math.max(1, (place < 0 ? line.length : place) - runningMax + 1) });
}

/** How a creation can end. `delivered` counts the pictures that the person gets. */
export type Outcome =
  | { readonly state: 'succeeded'; readonly asked: number; readonly delivered: number }
  | { readonly state: 'canceled' }
  | { readonly state: Exclude<EndState, 'succeeded' | 'canceled'>; readonly failure: CreationFailure };

/** A creation ends once. What came is paid at the quoted price of one picture each; whatever did not succeed costs nothing. */
export function decideEnd(creation: Creation, outcome: Outcome, at: Instant): CreationEnding | Refusal<'already-over'> {
  if (isOver(creation)) return refuse('already-over');
  if (outcome.state !== 'succeeded') {
    return { state: outcome.state, captured: 0, failure: 'failure' in outcome ? outcome.failure : null, finishedAt: at };
  }
  if (outcome.delivered < 1 || outcome.delivered > outcome.asked) {
    throw new RangeError(`a success delivers 1 to ${outcome.asked} pictures, not ${outcome.delivered}`);
  }
  const captured = Math.floor((creation.quoted * outcome.delivered) / outcome.asked);
  return { state: 'succeeded', captured, failure: null, finishedAt: at };
}

/** Whether a running creation has taken so long that nobody waits for it any longer. */
export function isTimedOut({ state, startedAt }: Creation, at: Instant): boolean {
  return state === 'running' && startedAt !== null && addPeriod(startedAt, runningPeriodMax) <= at;
}

/** A deletion hides a creation at once and can be undone for some seconds. Repeating it does not prolong that. */
export function decideDelete(owner: CreationOwner, existing: DeletionMark | null, at: Instant): DeletionMark {
  return (
    existing ?? {
      creationId: owner.creationId,
      subjectId: owner.subjectId,
      deletedAt: at,
      deletableAt: addPeriod(at, undoPeriod),
      byTeam: false,
    }
  );
}

export function decideRestore(mark: DeletionMark | null, at: Instant): { readonly restored: boolean } | Refusal<'not-restorable'> {
  if (!mark) return { restored: false };
  return at < mark.deletableAt && !mark.byTeam ? { restored: true } : refuse('not-restorable');
}

export function decidePurge(mark: DeletionMark | null, at: Instant): { readonly purge: true } | Refusal<'not-due'> {
  return mark && mark.deletableAt <= at && !mark.byTeam ? { purge: true } : refuse('not-due');
}
