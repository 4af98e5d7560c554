import { addPeriod, isRefusal } from '@keepword/primitives';
import type { CreationStore } from '../ports/creation-store.js';
import type { ImageWork } from '../ports/image-work.js';
import { leasePeriod } from '../settings.js';
import type { ReferenceVault } from './reference-vault.js';
import type { References } from './references.js';

/**
 * For profiles that promise never to store a picture: it stays in the vault of the process that received it, which submits the creation
 * itself. A lease row says that this process lives; the row knows nothing of the picture.
 * @param processId random, made at each start
 */
export function transientReferences(ports: {
  readonly vault: ReferenceVault;
  readonly images: ImageWork;
  readonly store: CreationStore;
  readonly processId: string;
}): References {
  const { vault, images, store, processId } = ports;
  return {
    async take(owner, bytes, at) {
      const image = await images.sanitiseReference(bytes);
      return isRefusal(image) ? image : vault.put(owner, image, at);
    },
    async record(uow, owner, at) {
      await store.insertLease(uow, { ...owner, processId, leaseUntil: addPeriod(at, leasePeriod) });
      return { submittedBy: 'this-process' };
    },
    within: ({ creationId }) => vault.get(creationId) !== null,
    async find({ creationId }) {
      return vault.get(creationId);
    },
    async release(uow, owner) {
      await store.deleteLease(uow, owner);
      vault.drop(owner.creationId);
    },
    async discard({ creationId }) {
      vault.drop(creationId);
    },
  };
}
