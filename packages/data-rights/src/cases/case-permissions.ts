import { refuse, type Refusal } from '@keepword/primitives';
import type { CaseCommand, CommandKind } from './case-command.js';
import { endedStates, caseStates, type Case, type CaseState } from './case-state.js';
import type { Actor, CaseRole } from './requester.js';

interface CommandRule {
  readonly roles: readonly CaseRole[];
  readonly states: readonly CaseState[];
}

const everyState = caseStates;
const running = ['received', 'verifying', 'open', 'waiting'] as const satisfies readonly CaseState[];
const inWork = ['received', 'open', 'waiting'] as const satisfies readonly CaseState[];
const proven = ['open', 'waiting'] as const satisfies readonly CaseState[];

/** Who works on cases. A moderator does so only where {@link moderatorClasses} says. Auditors read; nothing here is theirs. */
const team = ['privacy-officer', 'support', 'moderator'] as const satisfies readonly CaseRole[];

/** Everything that may be done, by whom, and when. What is not here is refused. */
export const commandRules: Readonly<Record<CommandKind | 'merge' | 'absorb', CommandRule>> = {
  acknowledge: { roles: [...team, 'system'], states: running },
  'require-verification': { roles: ['privacy-officer', 'support', 'system'], states: running },
  verify: { roles: ['person', 'system'], states: ['received', 'verifying'] },
  'verification-failed': { roles: ['system'], states: ['verifying'] },
  assign: { roles: team, states: running },
  note: { roles: team, states: everyState },
  'ask-person': { roles: team, states: inWork },
  'person-replied': { roles: ['person', 'system'], states: running },
  answer: { roles: [...team, 'system'], states: running },
  'propose-refusal': { roles: team, states: running },
  'approve-refusal': { roles: ['privacy-officer'], states: running },
  'propose-erasure-of-paying-account': { roles: ['privacy-officer', 'support'], states: proven },
  'approve-erasure-of-paying-account': { roles: ['privacy-officer'], states: proven },
  'decline-proposal': { roles: ['privacy-officer'], states: running },
  'start-action': { roles: ['privacy-officer', 'moderator', 'system'], states: inWork },
  'finish-action': { roles: ['privacy-officer', 'moderator', 'system'], states: proven },
  freeze: { roles: ['privacy-officer', 'moderator', 'system'], states: running },
  fulfil: { roles: [...team, 'system'], states: inWork },
  withdraw: { roles: ['person', 'privacy-officer', 'system'], states: running },
  lapse: { roles: ['system'], states: ['verifying'] },
  reopen: { roles: ['privacy-officer'], states: endedStates },
  reclassify: { roles: ['privacy-officer', 'support'], states: running },
  'announce-lifting': { roles: ['privacy-officer'], states: ['fulfilled'] },
  'cancel-lifting': { roles: ['privacy-officer'], states: ['fulfilled'] },
  lift: { roles: ['system'], states: ['fulfilled'] },
  pause: { roles: ['privacy-officer', 'support', 'system'], states: running },
  resume: { roles: ['privacy-officer', 'support', 'system'], states: running },
  merge: { roles: ['privacy-officer', 'support'], states: running },
  absorb: { roles: ['privacy-officer', 'support'], states: running },
};

/** Where a moderator's judgement is what the case is about. */
export const moderatorClasses = ['automated-decision-review', 'underage-report'] as const satisfies readonly Case['class'][];

export type PermissionRefusal =
  | Refusal<'not-found'>
  | Refusal<'not-allowed', { command: string; roles: readonly CaseRole[] }>
  | Refusal<'wrong-state', { state: CaseState; allowed: readonly CaseState[] }>;

/** Deny by default: first whose case it is, then the role, then the state. A stranger learns of no case. */
export function permitted(found: Case, command: CaseCommand['kind'] | 'merge' | 'absorb', actor: Actor): PermissionRefusal | null {
  const rule = commandRules[command];
  if (!rolesOf(found, actor).some((role) => rule.roles.includes(role))) {
    return refuse('not-allowed', { command, roles: rule.roles });
  }
  return rule.states.includes(found.state) ? null : refuse('wrong-state', { state: found.state, allowed: rule.states });
}

function rolesOf(found: Case, actor: Actor): readonly CaseRole[] {
  if (actor.kind !== 'staff') return [actor.kind];
  const moderates = (moderatorClasses as readonly Case['class'][]).includes(found.class);
  return actor.roles.filter((role) => role !== 'moderator' || moderates);
}

/** Whether a signed-in person may see that the case exists. */
export function isOwnCase(found: Pick<Case, 'subjectId'>, subjectId: string): boolean {
  return found.subjectId === subjectId;
}

/** For rules finer than the table: a role may do something, but not this one. */
export function reserved(
  command: CaseCommand['kind'],
  ...roles: readonly CaseRole[]
): Refusal<'not-allowed', { command: string; roles: readonly CaseRole[] }> {
  return refuse('not-allowed', { command, roles });
}
