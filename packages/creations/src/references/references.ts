import type { Instant, Refusal, UnitOfWork } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import type { ReferenceImage } from '../ports/model-provider.js';
import type { ImageRefusal } from '../ports/image-work.js';

export type ReferenceRefusal = Refusal<'not-offered'> | ImageRefusal | Refusal<'references-full'>;

/**
 * What becomes of a picture that somebody adds to a request. A profile binds one of three ways: none is taken, it stays in the
 * memory of the process that received it, or it is stored under a retention rule. The use cases do not know which.
 */
export interface References {
  /** Cleans the picture and puts it where it will stay. Before the creation's transaction. */
  take(owner: CreationOwner, bytes: Uint8Array, at: Instant): Promise<ReferenceRefusal | null>;
  /** Writes what has to be written in the creation's transaction, and says who sends the creation to the vendor. */
  record(uow: UnitOfWork, owner: CreationOwner, at: Instant): Promise<{ readonly submittedBy: 'worker' | 'this-process' }>;
  /** Whether this process is the one to submit a creation that has a reference. */
  within(owner: CreationOwner): boolean;
  /** The picture, for submission; null when it is gone. */
  find(owner: CreationOwner): Promise<ReferenceImage | null>;
  /** After submission, or when the creation ended: what was only needed for it goes. In a transaction of the subject. */
  release(uow: UnitOfWork, owner: CreationOwner): Promise<void>;
  /** The request came to nothing: nothing stays. */
  discard(owner: CreationOwner): Promise<void>;
}
