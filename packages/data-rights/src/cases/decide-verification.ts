import type { Profile } from '@keepword/policy';
import { addPeriod, refuse } from '@keepword/primitives';
import { needsVerification } from './case-class.js';
import type { CaseCommand } from './case-command.js';
import type { Case } from './case-state.js';
import { isOfficer, type Decided, type DecisionContext } from './decision.js';
import { CASE_LIMITS, FRESH_AUTHENTICATION } from './limits.js';
import type { Actor } from './requester.js';

export function requireVerification({ verification, class: caseClass, scope }: Case, actor: Actor): Decided {
  if (!needsVerification(caseClass, scope)) return refuse('not-for-this-class', { class: caseClass });
  if (verification.state === 'verified') return refuse('already-verified');
  if (verification.state === 'locked' && !isOfficer(actor)) return refuse('verification-locked');
  return [{ kind: 'verification-required' }];
}

type Verify = Extract<CaseCommand, { kind: 'verify' }>;

/**
 * A fresh re-authentication counts in every profile: it proves at least as much as a link to the address on file, which is
 * what a profile's list offers to people who are not signed in. A guardian counts where minors come with one.
 */
export function verify(found: Case, command: Verify, actor: Actor, { profile, at }: DecisionContext): Decided {
  if (found.verification.state === 'verified') return refuse('already-verified');
  const { method, subjectId, authenticatedAt } = command;
  if ((method === 'signed-in-session') !== (actor.kind === 'person')) return refuse('method-not-offered');
  if (actor.kind === 'person') {
    const isFresh = authenticatedAt !== null && authenticatedAt <= at && addPeriod(authenticatedAt, FRESH_AUTHENTICATION) >= at;
    if (!isFresh) return refuse('authentication-stale');
    return [{ kind: 'verified', method, subjectId: actor.subjectId }];
  }
  if (found.verification.state === 'locked') return refuse('verification-locked');
  if (found.state !== 'verifying' || !offers(profile, method)) return refuse('method-not-offered');
  // A proof of somebody else does not change whom a case of a signed-in person is about.
  if (found.subjectId !== null && method !== 'guardian' && subjectId !== found.subjectId) return refuse('not-verified');
  return [{ kind: 'verified', method, subjectId: method === 'guardian' ? (found.subjectId ?? subjectId) : subjectId }];
}

function offers({ identityVerification, minors }: Profile, method: Verify['method']): boolean {
  if (method === 'guardian') return minors.rule === 'guardian-consent-and-supervision';
  return identityVerification.method.includes(method);
}

export function verificationFailed({ verification }: Case): Decided {
  if (verification.state === 'locked') return refuse('verification-locked');
  if (verification.state !== 'asked') return refuse('already-verified');
  const failures = verification.failures + 1;
  return [{ kind: 'verification-failed', failures, locked: failures >= CASE_LIMITS.wrongAttempts }];
}
