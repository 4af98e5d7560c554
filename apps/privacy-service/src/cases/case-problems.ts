import {
  caseClasses,
  type CaseClass,
  type CaseRefusal,
  type ChallengeRefusal,
  type IdempotencyConflict,
  type OpenRefusal,
} from '@keepword/data-rights';
import { ProblemException } from '@keepword/service-kit';

export type AnyCaseRefusal = CaseRefusal | OpenRefusal | IdempotencyConflict | ChallengeRefusal;

/** The one place where cases' refusals become HTTP; the compiler checks that none is forgotten. */
export function caseProblem(refusal: AnyCaseRefusal): ProblemException {
  const { refused } = refusal;
  switch (refused) {
    case 'not-found':
      return new ProblemException('/problems/not-found');
    case 'not-allowed':
      return new ProblemException('/problems/forbidden', { detail: whoMay(refusal), extensions: { reason: refused } });
    case 'scope-not-for-class':
      return invalid('body.scope', scopesOf[refusal.class] ?? 'must be left out: this class knows no parts');
    case 'receipt-out-of-range':
      return invalid('body.receivedAt', 'must not be in the future, nor before the request that it belongs to');
    case 'ground-not-for-class':
      return invalid(
        'body.ground',
        refusal.grounds.length > 0 ? `must be one of ${refusal.grounds.join(', ')}` : 'nothing of this kind can be refused',
      );
    case 'idempotency-conflict':
      return new ProblemException('/problems/idempotency-conflict', { detail: 'Use a new key for a new request.' });
    case 'authentication-stale':
      return new ProblemException('/problems/reauthentication-required', {
        detail: 'Sign in again, then repeat this within a quarter of an hour.',
      });
    case 'challenge-not-accepted':
      return new ProblemException('/problems/conflict', {
        detail: 'This link was used, has expired, or belongs to something else. The newest one that was mailed is the one that counts.',
        extensions: { reason: refused },
      });
    default: {
      const { refused: reason, ...facts } = refusal;
      return new ProblemException('/problems/conflict', { detail: conflicts[reason], extensions: { reason, ...facts } });
    }
  }
}

type Conflict = Exclude<
  AnyCaseRefusal['refused'],
  | 'not-found'
  | 'not-allowed'
  | 'scope-not-for-class'
  | 'receipt-out-of-range'
  | 'ground-not-for-class'
  | 'idempotency-conflict'
  | 'authentication-stale'
  | 'challenge-not-accepted'
>;

const conflicts: Readonly<Record<Conflict, string>> = {
  'wrong-state': 'The case is in another state.',
  'already-done': 'This has been done.',
  'not-for-this-class': 'Cases of this class know nothing of the kind.',
  'not-verified': 'It has not been proven yet whose request this is.',
  'already-verified': 'It has been proven whose request this is.',
  'verification-locked': 'There were too many wrong answers. A privacy officer has to ask anew.',
  'method-not-offered': 'Identity cannot be proven in this way here.',
  'no-proposal': 'Nothing is proposed.',
  'proposal-pending': 'Something is proposed and has to be decided first.',
  'another-officer-needed': 'Whoever proposes cannot approve. Another privacy officer has to.',
  'approval-needed': 'The account has paid for something: a second officer has to approve its erasure.',
  'not-answered': 'The person has not been answered yet.',
  'action-missing': 'What was asked for has not been carried out.',
  'action-running': 'Something is being carried out and has to end first.',
  'unknown-action': 'Nothing of this case has that id.',
  'nothing-announced': 'No lifting is announced.',
  'too-late': 'It can no longer be taken back.',
  'too-early': 'It is too early for that.',
  merged: 'This case goes on in another one.',
  'not-a-duplicate': 'Only a younger case of the same requester about the same thing can be merged into an older one.',
  'too-many-events': 'This case can hold no more. Open another one.',
};

function whoMay(refusal: Extract<AnyCaseRefusal, { refused: 'not-allowed' }>): string {
  return 'roles' in refusal ? `This takes one of these roles: ${refusal.roles.join(', ')}.` : 'A request cannot be taken in like this.';
}

/** What can be named as the part that is meant. */
const scopesOf: Partial<Record<CaseClass, string>> = {
  erasure: 'must be { what: account | prompts | images } or { what: creation, creationId }',
  objection: 'must be { against: direct-marketing } or { against: legitimate-interests, purpose? }',
  'consent-withdrawal': 'must be { purpose }, or left out for every consent',
} satisfies Partial<Record<keyof typeof caseClasses, string>>;

const invalid = (path: string, message: string) => new ProblemException('/problems/invalid-request', { errors: [{ path, message }] });
