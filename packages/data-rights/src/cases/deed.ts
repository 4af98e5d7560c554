import type { Id, Instant, SubjectId } from '@keepword/primitives';
import type { ActionKind } from './case-class.js';
import type { Case } from './case-state.js';

export interface DeedOrder {
  /** Also the id of what it makes: of the export, of the erasure run. The same id is the same deed, however often it is begun. */
  readonly actionId: Id;
  readonly case: Case;
  /** Proven. */
  readonly subjectId: SubjectId;
}

/**
 * Carries out what one kind of action means, outside the case. A case is driven again and again until it has ended, so both methods may be
 * called any number of times, and a process can die between any two calls.
 */
export interface Deed {
  readonly action: ActionKind;
  /** Asked before it begins: whether the account has paid for anything, and until when it can be called back (null for not at all). */
  terms(
    found: Case,
    subjectId: SubjectId,
    at: Instant,
  ): Promise<{ readonly payingAccount: boolean; readonly coolingOffUntil: Instant | null }>;
  /** `not-yet` when it has to wait for something else of this person, such as an export that comes first. */
  begin(order: DeedOrder, at: Instant): Promise<'begun' | 'not-yet'>;
  state(order: DeedOrder, at: Instant): Promise<'running' | 'done'>;
  /** The person took the case back in time: what was begun is undone. */
  withdraw?(order: DeedOrder, at: Instant): Promise<void>;
}
