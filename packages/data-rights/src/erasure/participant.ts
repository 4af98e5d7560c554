import type { DataCategory } from '@keepword/policy';
import type { Id, Instant, SubjectId } from '@keepword/primitives';
import type { ErasurePlan } from './erasure-plan.js';
import type { ErasureScope } from './erasure-scope.js';

/**
 * Who takes part, in the order of an erasure. `freeze`: closes the account and its sessions, at once and before any cooling-off.
 * `replay-log`: what makes a restored backup erase again, written before anything goes. `keys`: destroys the subject's key, last.
 */
export const participantGroups = ['freeze', 'replay-log', 'queues', 'rows', 'objects', 'caches', 'vendors', 'keys'] as const;
export type ParticipantGroup = (typeof participantGroups)[number];

export interface ErasureTarget {
  readonly runId: Id;
  readonly subjectId: SubjectId;
  readonly scope: ErasureScope;
  /** Of this run: the same for every participant and every attempt. */
  readonly plan: ErasurePlan;
  /** The name under which rows that law keeps go on. It leads to nobody. */
  readonly retainedAs: Id;
  /** What this participant's own survey noted; null before it, and when it noted nothing. */
  readonly handle: string | null;
}

/** What a place holds of the subject before anything goes. */
export interface SurveyedPlace {
  /** A table's name, `objects`, `queue/creation.submit`: letters, digits, `.`, `_`, `/` and `-`, at most 80; unique over all participants. */
  readonly place: string;
  readonly kind: 'table' | 'objects' | 'place';
  /** Rows, objects or entries. */
  readonly count: number;
  /** Of objects only. */
  readonly bytes?: number;
  /** How many of them stay, and until when the last of them does. */
  readonly kept: readonly SurveyedKept[];
}

/** Rows that stay, in the words of the plan's `kept`. */
export interface SurveyedKept {
  readonly category: DataCategory;
  readonly how: 'pseudonymised' | 'kept';
  readonly reason: 'law' | 'policy' | 'legal-hold' | 'evidence';
  readonly law: 'tax' | 'financial-regulation' | null;
  readonly count: number;
  readonly until: Instant | null;
}

export interface Survey {
  readonly places: readonly SurveyedPlace[];
  /**
   * What the participant needs later and could not read any more once the rows are gone: a customer's number, an address; at most
   * 262,144 characters. It is personal: the store seals it under a key of the run, and it goes when the run ends.
   */
  readonly handle?: string;
}

/** A code, never a message: what vendors say can hold what they know. */
export type ProblemCode = string;

export type EraseAnswer =
  /** A part is done. `checkpoint` goes into the next call; at most 4,096 characters. */
  | { readonly state: 'more'; readonly checkpoint: string }
  | { readonly state: 'erased' | 'nothing-held' | 'not-supported'; readonly receiptId?: string }
  /** Not now: the vendor is down, or says that it will take until `retryAt`. */
  | { readonly state: 'pending'; readonly reason: ProblemCode; readonly retryAt?: Instant; readonly checkpoint?: string };

export type VerifyAnswer =
  /** `found` by the subject, without what the survey listed as kept. */
  | { readonly state: 'searched'; readonly places: readonly { readonly place: string; readonly found: number }[] }
  | { readonly state: 'pending'; readonly reason: ProblemCode; readonly retryAt?: Instant };

/**
 * One keeper of personal data. Every method can be called again with the same target after a crash and must come to the same end;
 * none may answer «erased» for what it has only handed in.
 */
export interface ErasureParticipant {
  /** Unique, of `[a-z0-9-]`: `postgres`, `stripe`. */
  readonly name: string;
  readonly group: ParticipantGroup;
  /** Of the group `vendors`: the recipient's id in the profile. */
  readonly recipient?: string;
  /** Counts, and changes nothing. A vendor's reads our own records only: that the vendor is down must not keep ours from being erased. */
  survey(target: ErasureTarget, at: Instant): Promise<Survey>;
  /** Erases some or all; continues at `checkpoint`. Null on the first call, and when a search found something after all. */
  erase(target: ErasureTarget, checkpoint: string | null, at: Instant): Promise<EraseAnswer>;
  /** Looks for the subject anew. `raw`: the key is gone, look at what lies there. */
  verify(target: ErasureTarget, phase: 'by-subject' | 'raw', at: Instant): Promise<VerifyAnswer>;
  /** Of the group `freeze`: takes it back, when the person withdraws in time. */
  undo?(target: ErasureTarget, at: Instant): Promise<void>;
}
