import type { Profile } from '@keepword/policy';
import type { Instant } from '@keepword/primitives';
import type { CaseRefusal } from './case-command.js';
import type { CaseEvent, CaseFact } from './case-event.js';
import { isUnproven, type Case } from './case-state.js';
import type { Holidays } from './clock-time.js';
import { actedBy, type Actor } from './requester.js';

/** What a decision depends on besides the case: the rules, and the time as data. */
export interface DecisionContext {
  readonly profile: Profile;
  readonly at: Instant;
  readonly holidays?: Holidays;
}

export type Decided = readonly CaseFact[] | CaseRefusal;

/** Gives facts their place after what the case already knows. */
export function numbered(found: Pick<Case, 'sequence'>, facts: readonly CaseFact[], actor: Actor, at: Instant): readonly CaseEvent[] {
  return facts.map((fact, index) => ({ ...fact, sequence: found.sequence + index + 1, at, by: actedBy(actor) }));
}

/** The first deed of work takes a case that needs no proof out of the pile. */
export function begin(found: Case): readonly CaseFact[] {
  return found.state === 'received' && !isUnproven(found) ? [{ kind: 'begun' }] : [];
}

export function isOfficer(actor: Actor): boolean {
  return actor.kind === 'staff' && actor.roles.includes('privacy-officer');
}
