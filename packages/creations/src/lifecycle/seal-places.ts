import type { Id } from '@keepword/primitives';
import type { SealPlace } from '../ports/content-seal.js';

/** Where each sealed value of a creation lives; the place is part of the seal. */
export const sealPlaces = {
  prompt: (creationId: Id): SealPlace => ({ table: 'creation_requests', column: 'prompt', rowId: creationId }),
  slots: (creationId: Id): SealPlace => ({ table: 'creation_requests', column: 'slots', rowId: creationId }),
  parameters: (creationId: Id): SealPlace => ({ table: 'creation_requests', column: 'parameters', rowId: creationId }),
  thumbHash: (creationId: Id, n: number): SealPlace => ({ table: 'creation_outputs', column: 'thumb_hash', rowId: `${creationId}/${n}` }),
  result: (predictionId: Id): SealPlace => ({ table: 'prediction_results', column: 'urls', rowId: predictionId }),
  moderation: (recordId: Id): SealPlace => ({ table: 'moderation_records', column: 'content', rowId: recordId }),
  object: (key: string): SealPlace => ({ table: 'objects', column: 'content', rowId: key }),
} as const;

/** Where the objects of a creation lie. The same result goes to the same key however often it is brought in. */
export const objectKeys = {
  output: (subjectId: Id, creationId: Id, n: number) => `outputs/${subjectId}/${creationId}/${n}`,
  thumbnail: (subjectId: Id, creationId: Id, n: number) => `thumbnails/${subjectId}/${creationId}/${n}`,
  upload: (subjectId: Id, creationId: Id) => `uploads/${subjectId}/${creationId}/reference`,
} as const;

/** Pictures that one creation can have; the catalogue's largest `count`. */
export const outputsMax = 4;

/**
 * Every key at which objects of a creation can lie, whether or not a row says so. A crash between writing objects and the transaction that
 * records them leaves sealed objects that no row names; since the keys follow from the ids alone, they are found all the same.
 */
export function everyObjectKey(subjectId: Id, creationId: Id): string[] {
  const numbers = Array.from({ length: outputsMax }, (_, n) => n);
  return [
    ...numbers.flatMap((n) => [objectKeys.output(subjectId, creationId, n), objectKeys.thumbnail(subjectId, creationId, n)]),
    objectKeys.upload(subjectId, creationId),
  ];
}

/** The prefixes of the object store, for the data map; the subject is the key's second part. */
export const objectPrefixes = [
  { prefix: 'outputs/', category: 'generation.output', subject: 'key part 2' },
  { prefix: 'thumbnails/', category: 'generation.output', subject: 'key part 2' },
  { prefix: 'uploads/', category: 'generation.input-upload', subject: 'key part 2' },
] as const;
