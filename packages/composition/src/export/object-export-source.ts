import { sealPlaces, type ObjectStore } from '@keepword/creations';
import { storedMedia, type StoredMedium } from '@keepword/database';
import { UnsteadySource, type ExportMedia, type ExportPart, type ExportRecord, type ExportSource } from '@keepword/data-rights';
import type { Keyring } from '@keepword/keyring';
import type { SubjectId } from '@keepword/primitives';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';

const extensions: Readonly<Record<string, string>> = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' };

const schema = z.object({
  creationId: z.string(),
  n: z.int(),
  path: z.string(),
  mediaType: z.string(),
  width: z.int().nullable(),
  height: z.int().nullable(),
  bytes: z.int(),
  createdAt: z.string(),
});

interface FilePart extends ExportPart {
  readonly kind: StoredMedium['kind'];
}

/**
 * What a person made and uploaded, byte for byte as it was stored. Thumbnails are left out: they are made from these files and hold nothing
 * more. Which files there are stands in the snapshot's rows; one that a row names and the store does not have is left out on both sides.
 */
export class ObjectExportSource implements ExportSource {
  readonly name = 'objects';
  readonly parts: readonly FilePart[] = [
    { category: 'generation.output', place: 'files', title: 'Pictures that were made', schema, kind: 'output' },
    { category: 'generation.input-upload', place: 'files', title: 'Reference pictures that you gave', schema, kind: 'reference' },
  ];
  #stored: Promise<ReadonlySet<string>> | null = null;

  /** @param manager of the snapshot, as the role `participant_export` */
  constructor(
    private readonly manager: EntityManager,
    private readonly objects: ObjectStore,
    private readonly keyring: Keyring,
  ) {}

  async *records(subjectId: SubjectId, part: ExportPart): AsyncGenerator<readonly ExportRecord[]> {
    const kind = this.parts.find(({ category }) => category === part.category)?.kind;
    if (!kind) throw new RangeError('this source has no such part');
    for await (const batch of this.#present(subjectId, kind)) yield batch.map(recordOf);
  }

  async *media(subjectId: SubjectId): AsyncGenerator<ExportMedia> {
    for (const { category, kind } of this.parts) {
      for await (const batch of this.#present(subjectId, kind))
        for (const medium of batch) yield { subjectId: medium.subjectId, path: pathOf(medium), category, open: () => this.#opened(medium) };
    }
  }

  /** How many files there are to give, at most. */
  async expected(subjectId: SubjectId): Promise<number> {
    return 2 * (await this.#keysOf(subjectId)).size;
  }

  async *#present(subjectId: SubjectId, kind: StoredMedium['kind']): AsyncGenerator<readonly StoredMedium[]> {
    const stored = await this.#keysOf(subjectId);
    for await (const batch of storedMedia(this.manager, subjectId, kind)) {
      const present = batch.filter(({ objectKey }) => stored.has(objectKey));
      if (present.length > 0) yield present;
    }
  }

  /** Listed once, so that records and files tell of the same ones. A key is some hundred bytes. */
  #keysOf(subjectId: SubjectId): Promise<ReadonlySet<string>> {
    this.#stored ??= (async () => {
      const keys = new Set<string>();
      for (const prefix of ['outputs/', 'uploads/']) for await (const key of this.objects.list(`${prefix}${subjectId}/`)) keys.add(key);
      return keys;
    })();
    return this.#stored;
  }

  async *#opened({ subjectId, objectKey }: StoredMedium): AsyncGenerator<Uint8Array> {
    const object = await this.objects.get(objectKey);
    // Deleted since it was listed: an export that begins anew does not list it any more.
    if (!object) throw new UnsteadySource('a file went while it was to be read');
    yield* this.keyring.openStream(subjectId, sealPlaces.object(objectKey), object.stream);
  }
}

function pathOf({ creationId, kind, n, mediaType }: StoredMedium): string {
  const extension = extensions[mediaType] ?? 'bin';
  return kind === 'output' ? `pictures/${creationId}-${n}.${extension}` : `references/${creationId}.${extension}`;
}

function recordOf(medium: StoredMedium): ExportRecord {
  const { subjectId, creationId, kind, n, mediaType, width, height, bytes, createdAt } = medium;
  const path = pathOf(medium);
  const description = kind === 'output' ? 'A picture that was made for you' : 'A reference picture that you gave';
  return {
    subjectId,
    record: { creationId, n, path: `media/${path}`, mediaType, width, height, bytes, createdAt: createdAt.toISOString() },
    shown: { title: description, at: createdAt, media: [{ path, mediaType, description }] },
  };
}
