import { refuse, type Id } from '@keepword/primitives';
import type { CaseCommand } from './case-command.js';
import { isUnproven, type Case } from './case-state.js';
import type { Decided } from './decision.js';
import { groundFits } from './refusal-grounds.js';
import type { Actor } from './requester.js';

type FourEyes = Extract<
  CaseCommand,
  {
    kind:
      | 'propose-refusal'
      | 'approve-refusal'
      | 'propose-erasure-of-paying-account'
      | 'approve-erasure-of-paying-account'
      | 'decline-proposal';
  }
>;

/** Two people: whoever proposes cannot approve, whatever roles they hold. */
export function fourEyes(found: Case, command: FourEyes, actor: Actor): Decided {
  const { proposal } = found;
  switch (command.kind) {
    case 'propose-refusal': {
      if (proposal) return refuse('proposal-pending');
      if (found.actions.some(({ finishedAt }) => finishedAt === null)) return refuse('action-running');
      const isDirectMarketing = found.scope !== null && 'against' in found.scope && found.scope.against === 'direct-marketing';
      const no = groundFits(command.ground, found.class, isDirectMarketing);
      if (no) return no;
      if (command.ground === 'identity-not-verified' && !isUnproven(found)) return refuse('already-verified');
      return [{ kind: 'refusal-proposed', ground: command.ground, contentId: command.contentId }];
    }
    case 'propose-erasure-of-paying-account':
      if (proposal) return refuse('proposal-pending');
      if (!erasesAccount(found)) return refuse('not-for-this-class', { class: found.class });
      if (isUnproven(found)) return refuse('not-verified');
      if (found.payingErasureApproved) return refuse('already-done');
      return [{ kind: 'paying-erasure-proposed', contentId: command.contentId }];
    case 'decline-proposal':
      return proposal ? [{ kind: 'proposal-declined', contentId: command.contentId }] : refuse('no-proposal');
    case 'approve-refusal':
      if (proposal?.kind !== 'refusal') return refuse('no-proposal');
      if (!isSomebodyElse(actor, proposal.by)) return refuse('another-officer-needed');
      return [{ kind: 'refused', ground: proposal.ground, proposedBy: proposal.by, contentId: proposal.contentId }];
    case 'approve-erasure-of-paying-account':
      if (proposal?.kind !== 'paying-erasure') return refuse('no-proposal');
      if (!isSomebodyElse(actor, proposal.by)) return refuse('another-officer-needed');
      return [{ kind: 'paying-erasure-approved', proposedBy: proposal.by }];
  }
}

const isSomebodyElse = (actor: Actor, staffId: Id) => actor.kind === 'staff' && actor.staffId !== staffId;

export function erasesAccount({ class: caseClass, scope }: Case): boolean {
  return caseClass === 'erasure' && scope !== null && 'what' in scope && scope.what === 'account';
}
