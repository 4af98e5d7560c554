import { refuse, type Id, type Instant } from '@keepword/primitives';
import { caseClasses } from './case-class.js';
import type { CaseCommand } from './case-command.js';
import type { CaseFact } from './case-event.js';
import { reserved } from './case-permissions.js';
import { isUnproven, type Case } from './case-state.js';
import { erasesAccount } from './decide-proposal.js';
import { begin, isOfficer, type Decided } from './decision.js';
import type { Actor } from './requester.js';

/** What staff carry out by hand and can therefore start and finish; the others are runs that report on themselves. */
const byHand = ['rectification', 'review', 'consent-withdrawal', 'account-closure'] as const;

export function startAction(found: Case, command: Extract<CaseCommand, { kind: 'start-action' }>, actor: Actor): Decided {
  if (isUnproven(found)) return refuse('not-verified');
  const { action, actionId, coolingOffUntil, payingAccount } = command;
  const fits = caseClasses[found.class].action === action || (found.class === 'underage-report' && action === 'erasure');
  if (!fits) return refuse('not-for-this-class', { class: found.class });
  if (found.proposal) return refuse('proposal-pending');
  if (found.actions.some((one) => one.actionId === actionId)) return refuse('already-done');
  if (payingAccount && erasesAccount(found) && !isOwnHand(found) && !found.payingErasureApproved) return refuse('approval-needed');
  if (actor.kind === 'staff' && !isOfficer(actor) && action === 'erasure') return reserved('start-action', 'privacy-officer', 'system');
  return [...begin(found), { kind: 'action-started', action, actionId, coolingOffUntil }];
}

/** People end their own accounts, and rules do; four eyes are for erasures that somebody else starts for them. */
const isOwnHand = ({ channel, verification }: Case) =>
  channel === 'rule' || (channel === 'settings' && verification.method === 'signed-in-session');

export function finishAction(found: Case, actionId: Id, actor: Actor): Decided {
  const running = found.actions.find((one) => one.actionId === actionId);
  if (!running) return refuse('unknown-action');
  if (running.finishedAt) return refuse('already-done');
  const isByHand = (byHand as readonly string[]).includes(running.action);
  if (actor.kind === 'staff' && !isByHand) return reserved('finish-action', 'system');
  return [{ kind: 'action-finished', actionId }];
}

export function fulfil(found: Case, { outcome, answerContentId }: Extract<CaseCommand, { kind: 'fulfil' }>): Decided {
  if (isUnproven(found)) return refuse('not-verified');
  if (found.proposal) return refuse('proposal-pending');
  if (found.actions.some(({ finishedAt }) => finishedAt === null)) return refuse('action-running');
  const { action } = caseClasses[found.class];
  if (outcome === 'answered' && action !== null) return refuse('action-missing', { action });
  if (outcome === 'carried-out' && action === null) return refuse('not-for-this-class', { class: found.class });
  if (outcome === 'carried-out' && action !== null && !found.actions.some((done) => done.action === action)) {
    return refuse('action-missing', { action });
  }
  if (found.respondedAt === null && answerContentId === null) return refuse('not-answered');
  const answer: readonly CaseFact[] = answerContentId === null ? [] : [{ kind: 'answered', contentId: answerContentId, substantive: true }];
  return [...begin(found), ...answer, { kind: 'fulfilled', outcome }];
}

/** Whether an erasure has gone too far to be called back; one that failed to say how long it waits, has. */
export function isPastCoolingOff({ actions }: Case, at: Instant): boolean {
  return actions.some(({ coolingOffUntil, action, finishedAt }) =>
    action === 'erasure' ? finishedAt !== null || coolingOffUntil === null || coolingOffUntil <= at : false,
  );
}
