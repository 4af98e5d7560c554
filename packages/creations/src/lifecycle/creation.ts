import type { Id, Instant, SubjectId } from '@keepword/primitives';

export const creationStates = ['queued', 'running', 'succeeded', 'failed', 'canceled', 'blocked', 'reference-lost'] as const;
export type CreationState = (typeof creationStates)[number];

/** The states that a creation never leaves again. */
export type EndState = Exclude<CreationState, 'queued' | 'running'>;

/** Why a creation did not succeed, in our words: a vendor's own may quote the prompt. `type` is for programs, `message` for people. */
export interface CreationFailure {
  readonly type: FailureType;
  readonly message: string;
}
export type FailureType =
  | 'vendor-refused'
  | 'vendor-unavailable'
  | 'vendor-failed'
  | 'vendor-canceled'
  | 'timed-out'
  | 'no-usable-output'
  | 'processing-failed'
  | 'reference-lost'
  | 'blocked-output';

/** One creation without its content. Its hold of credits is keyed by `id`. */
export interface Creation {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly modality: 'image';
  readonly state: CreationState;
  readonly model: string;
  readonly tier: string;
  /** Credits held when it was asked for. */
  readonly quoted: number;
  /** Credits spent in the end; null while it runs, 0 when nothing was charged. */
  readonly captured: number | null;
  readonly usedReference: boolean;
  readonly failure: CreationFailure | null;
  /** The policy in force when it was asked for. */
  readonly profileId: string;
  readonly policyVersion: string;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly finishedAt: Instant | null;
}

export interface ImageParameters {
  readonly width: number;
  readonly height: number;
  readonly seed: number;
  readonly count: number;
  readonly negativePrompt?: string;
}

export interface LookChoice {
  readonly id: string;
  readonly slots: Readonly<Record<string, string>>;
}

/** What a person asked for. Either `prompt` or `look` is given. */
export interface CreationContent {
  readonly prompt: string | null;
  readonly look: LookChoice | null;
  readonly parameters: ImageParameters;
}

/** One stored result. The object lies sealed under `objectKey`, its thumbnail under `thumbnailKey`. */
export interface CreationOutput {
  readonly n: number;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  /** Plain size. */
  readonly bytes: number;
  readonly objectKey: string;
  readonly thumbnailKey: string;
  /** Base64, sealed at rest since it shows what the picture looks like. */
  readonly thumbHash: string;
}

/** The addresses of one creation's content, so that its owner and only its owner can be shown it. */
export interface CreationOwner {
  readonly creationId: Id;
  readonly subjectId: SubjectId;
}

/** What an endpoint shows. */
export interface CreationView {
  readonly creation: Creation;
  readonly content: CreationContent;
  readonly outputs: readonly Omit<CreationOutput, 'objectKey' | 'thumbnailKey'>[];
  readonly retention: RetentionView;
}

export interface RetentionView {
  readonly expiresAt: Instant | null;
  readonly reason: string;
}
