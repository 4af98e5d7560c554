import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Creation, CreationFailure, CreationOwner, CreationState, EndState } from '../lifecycle/creation.js';

/** A person's request as it is stored. The sealed parts open only at their place (`sealPlaces`). */
export interface SealedContent {
  readonly prompt: Uint8Array | null;
  readonly lookId: string | null;
  readonly slots: Uint8Array | null;
  readonly parameters: Uint8Array;
}

export interface StoredOutput {
  readonly n: number;
  readonly mediaType: string;
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
  readonly objectKey: string;
  readonly thumbnailKey: string;
  readonly thumbHash: Uint8Array;
}

export interface StoredCreation {
  readonly creation: Creation;
  readonly content: SealedContent;
  readonly outputs: readonly StoredOutput[];
}

/**
 * `submitting`: the vendor may or may not have it yet. `submitted`: it has it. `succeeded`: its results wait to be brought in.
 * `over`: nothing is expected of it any more.
 */
export type PredictionState = 'submitting' | 'submitted' | 'succeeded' | 'over';

/** One attempt of a vendor. `id` is the random id that the vendor is given; it leads to nobody. */
export interface Prediction extends CreationOwner {
  readonly id: Id;
  readonly vendor: string;
  readonly vendorModel: string;
  /** The vendor's own id; null until it is known. */
  readonly vendorPredictionId: string | null;
  readonly state: PredictionState;
  readonly percent: number | null;
  /** Whether the vendor was asked to remove its copy. */
  readonly forgottenAt: Instant | null;
}

export interface CreationFilter {
  readonly state?: CreationState;
  /** Tags of words that all have to be there, at most 8. */
  readonly wordTags?: readonly Uint8Array[];
}

export interface PageRequest {
  readonly limit: number;
  /** Only creations older than this one. */
  readonly olderThan: Id | null;
}

export interface DeletionMark extends CreationOwner {
  readonly deletedAt: Instant;
  /** Until then it can be restored, from then on it is purged. */
  readonly deletableAt: Instant;
  /** The team took it away: nobody restores it, and an erasure with a certificate takes the place of the purge. */
  readonly byTeam: boolean;
}

/** Something that a moderator can look at later. */
export interface ModerationRecord {
  readonly id: Id;
  readonly subjectId: SubjectId;
  /** Null when a request was blocked before there was a creation. */
  readonly creationId: Id | null;
  readonly stage: 'request' | 'output' | 'report';
  readonly codes: readonly string[];
  /** The words that were blocked, or whose picture was, or the reporter's comment; sealed. Blocked pictures are not kept. */
  readonly content: Uint8Array | null;
  /** Keyed tag of those words, by which a release finds them again; null for reports. */
  readonly textTag: Uint8Array | null;
  /** The person wants no machine to decide alone: a review is opened without their asking. */
  readonly awaitsPerson: boolean;
  readonly at: Instant;
}

export interface ReleasedWords {
  readonly subjectId: SubjectId;
  readonly textTag: Uint8Array;
  readonly stage: 'request' | 'output';
}

/** Everything that a new creation brings; written in as few round trips as possible. */
export interface NewCreation {
  readonly creation: Creation;
  readonly content: SealedContent;
  readonly wordTags: readonly Uint8Array[];
  /** How many of the person's creations may be unfinished at a time, this one included. */
  readonly unfinishedMax: number;
}

/** A locked creation with what is needed to decide about it. */
export interface LockedCreation {
  readonly creation: Creation;
  readonly content: SealedContent;
  /** The newest attempt. */
  readonly prediction: Prediction | null;
  readonly deletion: DeletionMark | null;
}

export interface CreationEnding {
  readonly state: EndState;
  readonly captured: number;
  readonly failure: CreationFailure | null;
  readonly finishedAt: Instant;
}

/** Creations of one subject; every method runs in a unit of work that was opened for that subject. */
export interface CreationStore {
  /** @returns false, and writes nothing, when the person has `unfinishedMax` unfinished creations already */
  insert(uow: UnitOfWork, creation: NewCreation): Promise<boolean>;
  /**
   * Waits for everyone else who holds the person's queue or this creation; deleted ones are found too.
   * @returns null when the creation is not there or is another person's
   */
  lockForUpdate(uow: UnitOfWork, owner: CreationOwner): Promise<LockedCreation | null>;
  /** The ids of the person's first `limit` unfinished creations, oldest first. Call it with the queue locked. */
  unfinished(uow: UnitOfWork, subjectId: SubjectId, limit: number): Promise<{ readonly id: Id; readonly state: CreationState }[]>;
  /** Queued to running. */
  saveStarted(uow: UnitOfWork, owner: CreationOwner, at: Instant): Promise<void>;
  /** To one of the end states; the place in the person's queue becomes free, its predictions are over and their results go. */
  saveEnded(uow: UnitOfWork, owner: CreationOwner, ending: CreationEnding): Promise<void>;
  /** Notes that something was heard of a creation, so that nobody asks for a while. */
  saveNews(uow: UnitOfWork, owner: CreationOwner, at: Instant): Promise<void>;

  /** Without deleted ones. */
  find(uow: UnitOfWork, owner: CreationOwner): Promise<StoredCreation | null>;
  /** Newest first, without deleted ones. */
  page(uow: UnitOfWork, subjectId: SubjectId, filter: CreationFilter, page: PageRequest): Promise<StoredCreation[]>;
  insertOutputs(uow: UnitOfWork, owner: CreationOwner, outputs: readonly StoredOutput[], at: Instant): Promise<void>;

  /** @param callbackDigest by which a vendor's call back finds the prediction */
  insertPrediction(uow: UnitOfWork, prediction: Prediction, callbackDigest: Uint8Array, at: Instant): Promise<void>;
  savePrediction(uow: UnitOfWork, prediction: Prediction, at: Instant): Promise<void>;
  /** Works in a unit of work of no subject, since a vendor's call back names none. The digest counts more than the vendor's id. */
  findPrediction(
    uow: UnitOfWork,
    sought: { readonly vendor: string; readonly vendorPredictionId: string | null; readonly callbackDigest: Uint8Array | null },
  ): Promise<Prediction | null>;
  findOwnPrediction(uow: UnitOfWork, owner: CreationOwner, predictionId: Id): Promise<Prediction | null>;
  saveForgotten(uow: UnitOfWork, prediction: CreationOwner & { readonly predictionId: Id }, at: Instant): Promise<void>;
  /** Where the results lie at the vendor, sealed; kept until they are brought in. */
  saveResult(uow: UnitOfWork, prediction: Prediction, sealedUrls: Uint8Array, at: Instant): Promise<void>;
  findResult(uow: UnitOfWork, predictionId: Id): Promise<Uint8Array | null>;

  insertModerationRecord(uow: UnitOfWork, record: ModerationRecord): Promise<void>;
  /** The codes for which a moderator released these words of this person at that stage, by their newest decision. */
  releasedCodes(uow: UnitOfWork, released: ReleasedWords): Promise<readonly string[]>;
  /** Whether the person asked that no machine decides alone about what they make. */
  wantsPerson(uow: UnitOfWork, subjectId: SubjectId): Promise<boolean>;

  /** A mark that is there already stays as it is. */
  insertDeletionMark(uow: UnitOfWork, mark: DeletionMark): Promise<void>;
  deleteDeletionMark(uow: UnitOfWork, owner: CreationOwner): Promise<void>;
  /** Every row of a creation, except moderation records. */
  purge(uow: UnitOfWork, owner: CreationOwner): Promise<void>;
  /** The keys of every object of a creation. */
  objectKeys(uow: UnitOfWork, owner: CreationOwner): Promise<string[]>;

  insertUpload(uow: UnitOfWork, upload: Upload): Promise<void>;
  findUpload(uow: UnitOfWork, owner: CreationOwner): Promise<Upload | null>;

  insertLease(uow: UnitOfWork, lease: ReferenceLease): Promise<void>;
  /** @returns false when the lease is gone */
  renewLease(uow: UnitOfWork, owner: CreationOwner, processId: string, until: Instant): Promise<boolean>;
  findLease(uow: UnitOfWork, owner: CreationOwner): Promise<ReferenceLease | null>;
  deleteLease(uow: UnitOfWork, owner: CreationOwner): Promise<void>;
}

/** A reference image that is kept, sealed, under its own retention rule. */
export interface Upload extends CreationOwner {
  readonly objectKey: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly createdAt: Instant;
}

/** Says which process holds a reference image in its memory, and until when it is believed to live. */
export interface ReferenceLease extends CreationOwner {
  readonly processId: string;
  readonly leaseUntil: Instant;
}

/** Looks across subjects for what is due, and answers only whose it is; what is then done runs as that subject. */
export interface CreationSweeps {
  /** Unfinished creations of which nothing was heard: since `atVendor` of those that a vendor works on, since `otherwise` of all others. */
  silentSince(before: { readonly atVendor: Instant; readonly otherwise: Instant }, limit: number): Promise<CreationOwner[]>;
  /** Deleted creations that can no longer be restored at `at`. */
  purgeDue(at: Instant, limit: number): Promise<CreationOwner[]>;
  /** Leases that ran out before `at`. */
  lostLeases(at: Instant, limit: number): Promise<CreationOwner[]>;
  /** Predictions that are over and whose vendor still has to be asked to remove its copy. */
  notForgotten(before: Instant, limit: number): Promise<(CreationOwner & { readonly predictionId: Id })[]>;
}
