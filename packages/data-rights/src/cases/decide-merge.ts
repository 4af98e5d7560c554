import { refuse, type Instant } from '@keepword/primitives';
import { canonicalJson } from '../certificate/canonical-json.js';
import type { CaseRefusal } from './case-command.js';
import type { CaseEvent } from './case-event.js';
import { permitted } from './case-permissions.js';
import type { Case } from './case-state.js';
import { numbered } from './decision.js';
import { sameRequester, type Actor } from './requester.js';

/**
 * Folds a duplicate into the older case of the same requester about the same thing. Each keeps its own verification: what the
 * duplicate has proven says nothing about the other one, and the other way round.
 */
export function decideMerge(
  duplicate: Case,
  into: Case,
  actor: Actor,
  at: Instant,
): { readonly duplicate: readonly CaseEvent[]; readonly into: readonly CaseEvent[] } | CaseRefusal {
  const no = permitted(duplicate, 'merge', actor) ?? permitted(into, 'absorb', actor);
  if (no) return no;
  const sameMatter = duplicate.class === into.class && canonicalJson(duplicate.scope) === canonicalJson(into.scope);
  const isYounger = into.receivedAt <= duplicate.receivedAt && into.caseId !== duplicate.caseId;
  if (!sameMatter || !isYounger || !areOfOnePerson(duplicate, into)) return refuse('not-a-duplicate');
  if (duplicate.proposal || into.proposal) return refuse('proposal-pending');
  if (duplicate.actions.length > 0) return refuse('action-running');
  return {
    duplicate: numbered(duplicate, [{ kind: 'merged', into: into.caseId }], actor, at),
    into: numbered(into, [{ kind: 'absorbed', duplicate: duplicate.caseId }], actor, at),
  };
}

/** One requester, or two proofs of one and the same person. */
function areOfOnePerson(a: Case, b: Case): boolean {
  const bothProven = a.verification.state === 'verified' && b.verification.state === 'verified';
  return sameRequester(a.requester, b.requester) || (bothProven && a.subjectId !== null && a.subjectId === b.subjectId);
}
