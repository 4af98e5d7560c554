import type { Id, Instant, SubjectId } from '@keepword/primitives';
import type { EntityManager } from 'typeorm';

const batchRows = 200;

/** An original file of a person, as its row describes it. */
export interface StoredMedium {
  readonly subjectId: SubjectId;
  readonly creationId: Id;
  readonly kind: 'output' | 'reference';
  /** Which of a creation's outputs; 0 for a reference. */
  readonly n: number;
  readonly mediaType: string;
  readonly objectKey: string;
  /** Pixels; null where nobody measured. */
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number;
  readonly createdAt: Instant;
}

/** By way of the creations, of which a person's are found by an index. */
const texts = {
  output: `SELECT o.subject_id AS "subjectId", o.creation_id AS "creationId", 'output' AS kind, n, media_type AS "mediaType",
      object_key AS "objectKey", width, height, bytes::float8 AS bytes, o.created_at AS "createdAt"
     FROM creations c JOIN creation_outputs o ON o.creation_id = c.id
    WHERE c.subject_id = $1 AND c.id >= $2::uuid AND (c.id, n) > ($2::uuid, $3::integer) ORDER BY c.id, n LIMIT $4`,
  reference: `SELECT u.subject_id AS "subjectId", u.creation_id AS "creationId", 'reference' AS kind, 0 AS n, media_type AS "mediaType",
      object_key AS "objectKey", NULL::integer AS width, NULL::integer AS height, bytes::float8 AS bytes, u.created_at AS "createdAt"
     FROM creations c JOIN creation_uploads u ON u.creation_id = c.id
    WHERE c.subject_id = $1 AND c.id >= $2::uuid AND (c.id, 0) > ($2::uuid, $3::integer) ORDER BY c.id LIMIT $4`,
} as const;

const beforeAll = ['00000000-0000-0000-0000-000000000000', -1] as const;

/** What a person made or uploaded, oldest first. @param manager of the snapshot, as the role `participant_export` */
export async function* storedMedia(
  manager: EntityManager,
  subjectId: SubjectId,
  kind: StoredMedium['kind'],
): AsyncGenerator<readonly StoredMedium[]> {
  for (let [creationId, n]: readonly [Id, number] = beforeAll; ;) {
    const rows = await manager.query<StoredMedium[]>(texts[kind], [subjectId, creationId, n, batchRows]);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (rows.length < batchRows || !last) return;
    [creationId, n] = [last.creationId, last.n];
  }
}
