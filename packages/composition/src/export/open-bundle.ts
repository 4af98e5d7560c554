import { sealPlaces, type ObjectStore } from '@keepword/creations';
import type { StoredExport } from '@keepword/data-rights';
import type { Keyring, PlainRange } from '@keepword/keyring';

/**
 * The ZIP of an export, or the part of it that `range` names, deciphered on the way. Null when the object is gone.
 * @throws KeyDestroyed while it is read, when the export has just been destroyed
 */
export async function openBundle(
  { objects, keyring }: { readonly objects: ObjectStore; readonly keyring: Keyring },
  { id, objectKey, bytes }: Pick<StoredExport, 'id' | 'objectKey' | 'bytes'>,
  range: PlainRange | null,
): Promise<AsyncIterable<Uint8Array> | null> {
  if (objectKey === null || bytes === null) return null;
  // Read for its size alone; the parts that are wanted are read by themselves.
  const head = await objects.get(objectKey, { start: 0, end: 0 });
  if (!head) return null;
  for await (const _byte of head.stream);
  const source = {
    bytes: head.bytes,
    async read(part: PlainRange) {
      const object = await objects.get(objectKey, part);
      if (!object) throw new Error('the bundle went while it was being read');
      return object.stream;
    },
  };
  return keyring.openRange(id, sealPlaces.object(objectKey), source, range ?? { start: 0, end: bytes - 1 });
}
