import { isRefusal } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import { objectKeys, sealPlaces } from '../lifecycle/seal-places.js';
import type { ContentSeal } from '../ports/content-seal.js';
import type { CreationStore } from '../ports/creation-store.js';
import type { ImageWork } from '../ports/image-work.js';
import type { ReferenceImage } from '../ports/model-provider.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { Transactions } from '../ports/transactions.js';
import type { References } from './references.js';

/** For profiles that keep a picture for a stated time: it lies sealed in the object store until its creation or its time is over. */
export function storedReferences(ports: {
  readonly transactions: Transactions;
  readonly store: CreationStore;
  readonly objects: ObjectStore;
  readonly seal: ContentSeal;
  readonly images: ImageWork;
}): References {
  const { transactions, store, objects, seal, images } = ports;
  // What `take` has put away and `record` still has to write down; it never outlives the request.
  const taken = new Map<string, { mediaType: string; bytes: number }>();
  const keyOf = ({ subjectId, creationId }: CreationOwner) => objectKeys.upload(subjectId, creationId);
  return {
    async take(owner, bytes) {
      const image = await images.sanitiseReference(bytes);
      if (isRefusal(image)) return image;
      const key = keyOf(owner);
      taken.set(owner.creationId, { mediaType: image.mediaType, bytes: image.bytes.byteLength });
      await objects.put(key, await seal.seal(owner.subjectId, sealPlaces.object(key), image.bytes));
      return null;
    },
    async record(uow, owner, at) {
      const image = taken.get(owner.creationId);
      if (!image) throw new Error('a reference is recorded only after it was taken');
      await store.insertUpload(uow, { ...owner, ...image, objectKey: keyOf(owner), createdAt: at });
      taken.delete(owner.creationId);
      return { submittedBy: 'worker' };
    },
    within: () => true,
    async find(owner) {
      const upload = await transactions.transaction(owner.subjectId, (uow) => store.findUpload(uow, owner));
      const object = upload && (await objects.get(upload.objectKey));
      if (!upload || !object) return null;
      const sealed: Uint8Array[] = [];
      for await (const chunk of object.stream) sealed.push(chunk);
      const bytes = await seal.open(owner.subjectId, sealPlaces.object(upload.objectKey), Buffer.concat(sealed));
      return { bytes, mediaType: upload.mediaType as ReferenceImage['mediaType'] };
    },
    // Kept for its own time: a retry may need it, and its retention rule or its creation's deletion ends it.
    release: async () => {},
    async discard(owner) {
      if (taken.delete(owner.creationId)) await objects.delete(keyOf(owner));
    },
  };
}
