import { isRefusal, refuse, type Id } from '@keepword/primitives';
import type { CaseCommand, CaseRefusal } from './case-command.js';
import type { CaseEvent } from './case-event.js';
import { isOwnCase, permitted, reserved } from './case-permissions.js';
import { isUnproven, type Case } from './case-state.js';
import { finishAction, fulfil, isPastCoolingOff, startAction } from './decide-action.js';
import { decideLifting } from './decide-lifting.js';
import { fourEyes } from './decide-proposal.js';
import { lapse, reclassify, reopen, resume } from './decide-times.js';
import { requireVerification, verificationFailed, verify } from './decide-verification.js';
import { begin, isOfficer, numbered, type Decided, type DecisionContext } from './decision.js';
import { CASE_LIMITS } from './limits.js';
import type { Actor } from './requester.js';

/**
 * What a command comes to: the events that it makes, or why not. Pure and total: every state, command and actor has an
 * answer, and what no rule allows is refused.
 */
export function decide(found: Case, command: CaseCommand, actor: Actor, context: DecisionContext): readonly CaseEvent[] | CaseRefusal {
  if (actor.kind === 'person' && !mayKnow(found, command, actor.subjectId)) return refuse('not-found');
  const no = permitted(found, command.kind, actor);
  if (no) return no;
  // Words from outside have a bound; what ends the case does not, or a flood of mails could keep it open.
  if (found.sequence >= CASE_LIMITS.events && command.kind === 'person-replied') return refuse('too-many-events');
  const facts = decided(found, command, actor, context);
  return isRefusal(facts) ? facts : numbered(found, facts, actor, context.at);
}

/** A case that came from an address shows itself to whoever is signed in with that very address, to be claimed by a proof. */
function mayKnow(found: Case, command: CaseCommand, subjectId: Id): boolean {
  if (isOwnCase(found, subjectId)) return true;
  const { requester } = found;
  return command.kind === 'verify' && requester.kind === 'address' && command.addressKey === requester.addressKey;
}

function decided(found: Case, command: CaseCommand, actor: Actor, context: DecisionContext): Decided {
  switch (command.kind) {
    case 'acknowledge':
      if (actor.kind === 'system' ? found.receiptSentAt !== null : found.acknowledgedAt !== null) return refuse('already-done');
      return [{ kind: 'acknowledged', automatic: actor.kind === 'system', contentId: command.contentId }];
    case 'require-verification':
      return requireVerification(found, actor);
    case 'verify':
      return verify(found, command, actor, context);
    case 'verification-failed':
      return verificationFailed(found);
    case 'assign':
      return assign(found, command.to, actor);
    case 'note':
      return [{ kind: 'noted', contentId: command.contentId }];
    case 'ask-person':
      if (isUnproven(found)) return refuse('not-verified');
      return [...begin(found), { kind: 'person-asked', contentId: command.contentId }];
    case 'person-replied':
      return [
        {
          kind: 'person-replied',
          contentId: command.contentId,
          addressMatches: cameFromRequester(found, command.addressKey, actor),
          ...leftOut(command),
        },
      ];
    case 'answer':
      if (command.substantive && isUnproven(found)) return refuse('not-verified');
      return [...begin(found), { kind: 'answered', contentId: command.contentId, substantive: command.substantive }];
    case 'propose-refusal':
    case 'approve-refusal':
    case 'propose-erasure-of-paying-account':
    case 'approve-erasure-of-paying-account':
    case 'decline-proposal':
      return fourEyes(found, command, actor);
    case 'start-action':
      return startAction(found, command, actor);
    case 'finish-action':
      return finishAction(found, command.actionId, actor);
    case 'freeze':
      if (found.class !== 'underage-report') return refuse('not-for-this-class', { class: found.class });
      return found.frozenAt ? refuse('already-done') : [{ kind: 'frozen' }];
    case 'fulfil':
      return fulfil(found, command);
    case 'withdraw':
      return isPastCoolingOff(found, context.at) ? refuse('too-late') : [{ kind: 'withdrawn' }];
    case 'lapse':
      return lapse(found, context);
    case 'reopen':
      return reopen(found, command, context);
    case 'reclassify':
      return reclassify(found, command, context);
    case 'announce-lifting':
    case 'cancel-lifting':
    case 'lift':
      return decideLifting(found, command, context.at);
    case 'pause':
      return found.pause ? refuse('already-done') : [{ kind: 'paused', reason: command.reason }];
    case 'resume':
      return resume(found, context);
  }
}

/** Where nothing was left out, nothing is said: histories of before read the same. */
function leftOut({ attachmentsLeftOut = 0 }: { readonly attachmentsLeftOut?: number }) {
  return attachmentsLeftOut > 0 ? { attachmentsLeftOut } : {};
}

function assign(found: Case, to: Id | null, actor: Actor): Decided {
  const ownHands = actor.kind === 'staff' && (to === actor.staffId || (to === null && found.assignedTo === actor.staffId));
  if (!isOfficer(actor) && !ownHands) return reserved('assign', 'privacy-officer');
  if (found.assignedTo === to) return refuse('already-done');
  return [...begin(found), { kind: 'assigned', to }];
}

function cameFromRequester({ requester, subjectId }: Case, key: string | null, actor: Actor): boolean {
  if (actor.kind === 'person') return actor.subjectId === subjectId;
  return requester.kind === 'address' && key === requester.addressKey;
}
