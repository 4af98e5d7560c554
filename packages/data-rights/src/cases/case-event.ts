import type { ProfileId } from '@keepword/policy';
import type { Id, Instant, SubjectId } from '@keepword/primitives';
import type { ActionKind, CaseChannel, CaseClass, CaseScope } from './case-class.js';
import type { CaseClocks, PauseReason } from './case-clocks.js';
import type { RefusalGround } from './refusal-grounds.js';
import type { ActedBy, Requester } from './requester.js';

/**
 * How somebody proved who they are. A From address is not among them and never will be. `closed-account`: nobody asks, a rule of the platform
 * closed the account, and its erasure follows.
 * `platform-rule`: nobody asks either; a moderator took something away, and its erasure follows.
 */
export const verificationMethods = ['signed-in-session', 'challenge-link', 'guardian', 'closed-account', 'platform-rule'] as const;
export type VerificationMethod = (typeof verificationMethods)[number];

export type FulfilledAs = 'carried-out' | 'nothing-held' | 'answered';

export interface CaseFacts {
  readonly caseId: Id;
  readonly reference: string;
  readonly profileId: ProfileId;
  /** Version of the policy in force at receipt. */
  readonly policyVersion: string;
  readonly class: CaseClass;
  readonly scope: CaseScope;
  readonly channel: CaseChannel;
  readonly requester: Requester;
  readonly receivedAt: Instant;
  readonly clocks: CaseClocks;
  /** The ended case that it was written in answer to. */
  readonly follows: Id | null;
  /** A message that came with it; null where none did. */
  readonly contentId: Id | null;
  /** Files that came with it and were not taken in; left out where none did. */
  readonly attachmentsLeftOut?: number;
}

/**
 * What happened, without a word of anybody: texts and addresses are contents of their own, named here by id, so that they
 * can be sealed and erased while the history stays. Ids of people are pseudonyms.
 */
export type CaseFact =
  | ({ readonly kind: 'opened' } & CaseFacts)
  | { readonly kind: 'duplicate-suspected'; readonly of: Id }
  | { readonly kind: 'acknowledged'; readonly automatic: boolean; readonly contentId: Id | null }
  | { readonly kind: 'begun' }
  | { readonly kind: 'verification-required' }
  | { readonly kind: 'verification-failed'; readonly failures: number; readonly locked: boolean }
  | { readonly kind: 'verified'; readonly method: VerificationMethod; readonly subjectId: SubjectId | null }
  | { readonly kind: 'assigned'; readonly to: Id | null }
  | { readonly kind: 'noted'; readonly contentId: Id }
  | { readonly kind: 'person-asked'; readonly contentId: Id }
  | { readonly kind: 'person-replied'; readonly contentId: Id; readonly addressMatches: boolean; readonly attachmentsLeftOut?: number }
  | { readonly kind: 'answered'; readonly contentId: Id; readonly substantive: boolean }
  | { readonly kind: 'refusal-proposed'; readonly ground: RefusalGround; readonly contentId: Id }
  | { readonly kind: 'paying-erasure-proposed'; readonly contentId: Id }
  | { readonly kind: 'paying-erasure-approved'; readonly proposedBy: Id }
  | { readonly kind: 'proposal-declined'; readonly contentId: Id }
  | { readonly kind: 'action-started'; readonly actionId: Id; readonly action: ActionKind; readonly coolingOffUntil: Instant | null }
  | { readonly kind: 'action-finished'; readonly actionId: Id }
  | { readonly kind: 'frozen' }
  | { readonly kind: 'paused'; readonly reason: PauseReason }
  | { readonly kind: 'resumed'; readonly clocks: CaseClocks }
  | { readonly kind: 'reclassified'; readonly class: CaseClass; readonly scope: CaseScope; readonly clocks: CaseClocks }
  | { readonly kind: 'lifting-announced'; readonly liftAt: Instant }
  | { readonly kind: 'lifting-canceled' }
  | { readonly kind: 'lifted' }
  | { readonly kind: 'absorbed'; readonly duplicate: Id }
  | { readonly kind: 'merged'; readonly into: Id }
  | { readonly kind: 'refused'; readonly ground: RefusalGround; readonly proposedBy: Id | null; readonly contentId: Id | null }
  | { readonly kind: 'fulfilled'; readonly outcome: FulfilledAs }
  | { readonly kind: 'withdrawn' }
  | { readonly kind: 'reopened'; readonly contentId: Id; readonly receivedAt: Instant; readonly clocks: CaseClocks };

export type CaseEventKind = CaseFact['kind'];

export type CaseEvent = CaseFact & {
  /** From 1, without a gap. */
  readonly sequence: number;
  readonly at: Instant;
  readonly by: ActedBy;
};
