import type { Id, Instant, Refusal, SubjectId } from '@keepword/primitives';
import type { ActionKind, CaseClass, ScopeRefusal } from './case-class.js';
import type { PauseReason } from './case-clocks.js';
import type { FulfilledAs, VerificationMethod } from './case-event.js';
import type { CaseState } from './case-state.js';
import type { RefusalGround } from './refusal-grounds.js';
import type { AddressKey, CaseRole } from './requester.js';

/** What can be asked of a case. Texts are contents, written in the same unit of work and named by id. */
export type CaseCommand =
  | { readonly kind: 'acknowledge'; readonly contentId: Id | null }
  | { readonly kind: 'require-verification' }
  | {
      readonly kind: 'verify';
      readonly method: Exclude<VerificationMethod, 'closed-account' | 'platform-rule'>;
      /** Whom the proof shows; null for a challenge answered from an address that no account has. */
      readonly subjectId: SubjectId | null;
      /** Of the signed-in person's own address on file; what ties them to a case that came from an address. */
      readonly addressKey: AddressKey | null;
      /** When the signed-in person last proved who they are. */
      readonly authenticatedAt: Instant | null;
    }
  | { readonly kind: 'verification-failed' }
  | { readonly kind: 'assign'; readonly to: Id | null }
  | { readonly kind: 'note'; readonly contentId: Id }
  | { readonly kind: 'ask-person'; readonly contentId: Id }
  | {
      readonly kind: 'person-replied';
      readonly contentId: Id;
      readonly addressKey: AddressKey | null;
      /** Files that came with it and were not taken in; none when left out. */
      readonly attachmentsLeftOut?: number;
    }
  | { readonly kind: 'answer'; readonly contentId: Id; readonly substantive: boolean }
  | { readonly kind: 'propose-refusal'; readonly ground: RefusalGround; readonly contentId: Id }
  | { readonly kind: 'approve-refusal' }
  | { readonly kind: 'propose-erasure-of-paying-account'; readonly contentId: Id }
  | { readonly kind: 'approve-erasure-of-paying-account' }
  | { readonly kind: 'decline-proposal'; readonly contentId: Id }
  | {
      readonly kind: 'start-action';
      readonly actionId: Id;
      readonly action: ActionKind;
      /** Until when a withdrawal still stops an erasure. */
      readonly coolingOffUntil: Instant | null;
      /** Whether the account has paid for anything; asked of billing by whoever starts the action. */
      readonly payingAccount: boolean;
    }
  | { readonly kind: 'finish-action'; readonly actionId: Id }
  | { readonly kind: 'freeze' }
  | { readonly kind: 'fulfil'; readonly outcome: FulfilledAs; readonly answerContentId: Id | null }
  | { readonly kind: 'withdraw' }
  | { readonly kind: 'lapse' }
  | {
      readonly kind: 'reopen';
      readonly contentId: Id;
      /** Of the message that made it necessary; null when we found it ourselves. */
      readonly receivedAt: Instant | null;
    }
  | { readonly kind: 'reclassify'; readonly class: CaseClass; readonly scope: unknown }
  /** That the team is going to lift a restriction, at the earliest {@link LIFTING_NOTICE} from now. Said again, the later word counts. */
  | { readonly kind: 'announce-lifting'; readonly liftAt: Instant }
  | { readonly kind: 'cancel-lifting' }
  /** It ends now, by the announcement or because the person wants it to. */
  | { readonly kind: 'lift' }
  | { readonly kind: 'pause'; readonly reason: PauseReason }
  | { readonly kind: 'resume' };

export type CommandKind = CaseCommand['kind'];

export type CaseRefusal =
  /** Also the answer to a person who asks about somebody else's case. */
  | Refusal<'not-found'>
  | Refusal<'not-allowed', { command: string; roles: readonly CaseRole[] }>
  | Refusal<'wrong-state', { state: CaseState; allowed: readonly CaseState[] }>
  | ScopeRefusal
  | Refusal<'already-done'>
  | Refusal<'not-for-this-class', { class: CaseClass }>
  | Refusal<'not-verified'>
  | Refusal<'already-verified'>
  | Refusal<'verification-locked'>
  | Refusal<'method-not-offered'>
  | Refusal<'authentication-stale'>
  | Refusal<'ground-not-for-class', { grounds: readonly RefusalGround[] }>
  | Refusal<'no-proposal'>
  | Refusal<'proposal-pending'>
  | Refusal<'another-officer-needed'>
  | Refusal<'approval-needed'>
  | Refusal<'not-answered'>
  | Refusal<'action-missing', { action: ActionKind }>
  | Refusal<'action-running'>
  | Refusal<'unknown-action'>
  | Refusal<'nothing-announced'>
  | Refusal<'too-late'>
  | Refusal<'too-early', { from: Instant }>
  | Refusal<'merged', { into: Id }>
  | Refusal<'not-a-duplicate'>
  | Refusal<'receipt-out-of-range'>
  | Refusal<'too-many-events'>;
