import { addPeriod, refuse, type Id, type Instant, type Refusal } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import type { ReferenceImage } from '../ports/model-provider.js';
import { transientPeriodMax } from '../settings.js';

/** Bytes of reference images that one process holds at a time. */
export const vaultBytesMax = 256 * 1024 * 1024;

interface Held {
  readonly owner: CreationOwner;
  readonly image: ReferenceImage;
  readonly until: Instant;
}

/**
 * Reference images in this process's memory and nowhere else: no file, no row, no queue, no log. Each goes as soon as the vendor has it,
 * and at the latest after 15 minutes; what was held is overwritten then.
 */
export class ReferenceVault {
  readonly #held = new Map<Id, Held>();
  #bytes = 0;

  constructor(private readonly bytesMax: number = vaultBytesMax) {}

  put(owner: CreationOwner, image: ReferenceImage, at: Instant): Refusal<'references-full'> | null {
    if (this.#bytes + image.bytes.byteLength > this.bytesMax) return refuse('references-full');
    this.drop(owner.creationId);
    this.#held.set(owner.creationId, { owner, image, until: addPeriod(at, transientPeriodMax) });
    this.#bytes += image.bytes.byteLength;
    return null;
  }

  get(creationId: Id): ReferenceImage | null {
    return this.#held.get(creationId)?.image ?? null;
  }

  drop(creationId: Id): void {
    const held = this.#held.get(creationId);
    if (!held) return;
    this.#held.delete(creationId);
    this.#bytes -= held.image.bytes.byteLength;
    held.image.bytes.fill(0);
  }

  owners(): CreationOwner[] {
    return [...this.#held.values()].map(({ owner }) => owner);
  }

  /** Drops what has been held for too long. @returns whose it was */
  expire(at: Instant): CreationOwner[] {
    const expired = [...this.#held.values()].filter(({ until }) => until <= at).map(({ owner }) => owner);
    for (const { creationId } of expired) this.drop(creationId);
    return expired;
  }
}
