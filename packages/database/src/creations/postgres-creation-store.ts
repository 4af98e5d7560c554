import type {
  CreationEnding,
  CreationFilter,
  CreationOwner,
  CreationState,
  CreationStore,
  DeletionMark,
  LockedCreation,
  ModerationRecord,
  NewCreation,
  PageRequest,
  Prediction,
  ReferenceLease,
  ReleasedWords,
  StoredCreation,
  StoredOutput,
  Upload,
} from '@keepword/creations';
import type { Id, SubjectId, UnitOfWork } from '@keepword/primitives';
import { forgetAnswersAbout } from '../idempotency/idempotency.js';
import { entityManagerOf, runStatement } from '../unit-of-work.js';
import { creationPage } from './creation-page-query.js';
import {
  contentOf,
  creationColumns,
  creationOf,
  deletionOf,
  outputsColumn,
  predictionColumns,
  predictionOf,
  storedOf,
  type CreationColumns,
  type DeletionColumns,
  type PredictionColumns,
  type StoredColumns,
} from './creation-rows.js';
import { insertCreation } from './insert-creation.js';

/** Creations in Postgres. A person's changes are put in order by the lock on that person's `creation_queues` row. */
export class PostgresCreationStore implements CreationStore {
  insert(uow: UnitOfWork, creation: NewCreation): Promise<boolean> {
    return insertCreation(uow, creation);
  }

  async lockForUpdate(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<LockedCreation | null> {
    // Two statements: the second one has to see what the holder of the lock wrote.
    await rows(uow, 'SELECT FROM creation_queues WHERE subject_id = $1 FOR UPDATE', [subjectId]);
    const [row] = await rows<CreationColumns & PredictionColumns & DeletionColumns>(
      uow,
      `SELECT ${creationColumns}, ${predictionColumns}, d.deleted_at, d.deletable_at, d.by_team
       FROM creations c JOIN creation_requests r ON r.creation_id = c.id
       LEFT JOIN creation_deletions d ON d.creation_id = c.id
       LEFT JOIN LATERAL (SELECT * FROM predictions WHERE creation_id = c.id ORDER BY created_at DESC LIMIT 1) p ON true
       WHERE c.id = $1 AND c.subject_id = $2 FOR UPDATE OF c`,
      [creationId, subjectId],
    );
    return row ? { creation: creationOf(row), content: contentOf(row), prediction: predictionOf(row), deletion: deletionOf(row) } : null;
  }

  unfinished(uow: UnitOfWork, subjectId: SubjectId, limit: number): Promise<{ id: Id; state: CreationState }[]> {
    return rows(uow, `SELECT id, state FROM creations WHERE subject_id = $1 AND state IN ('queued', 'running') ORDER BY id LIMIT $2`, [
      subjectId,
      limit,
    ]);
  }

  async saveStarted(uow: UnitOfWork, { creationId }: CreationOwner, at: Date): Promise<void> {
    await rows(uow, `UPDATE creations SET state = 'running', started_at = $2, news_at = $2 WHERE id = $1 AND state = 'queued'`, [
      creationId,
      at,
    ]);
  }

  async saveEnded(uow: UnitOfWork, owner: CreationOwner, { state, captured, failure, finishedAt }: CreationEnding): Promise<void> {
    // Each end frees one place in the queue, so only the update that really ends the creation may free it.
    await rows(
      uow,
      `WITH ended AS (
         UPDATE creations SET state = $3, captured = $4, failure_type = $5, failure_message = $6, finished_at = $7, news_at = $7
         WHERE id = $1 AND subject_id = $2 AND state IN ('queued', 'running') RETURNING id, subject_id),
       freed AS (UPDATE creation_queues q SET unfinished = greatest(unfinished - 1, 0) FROM ended WHERE q.subject_id = ended.subject_id),
       past AS (UPDATE predictions p SET state = 'over', news_at = $7 FROM ended WHERE p.creation_id = ended.id)
       DELETE FROM prediction_results x USING ended WHERE x.creation_id = ended.id`,
      [owner.creationId, owner.subjectId, state, captured, failure?.type ?? null, failure?.message ?? null, finishedAt],
    );
  }

  async saveNews(uow: UnitOfWork, { creationId }: CreationOwner, at: Date): Promise<void> {
    await rows(uow, 'UPDATE creations SET news_at = $2 WHERE id = $1', [creationId, at]);
  }

  async find(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<StoredCreation | null> {
    const [row] = await rows<StoredColumns>(
      uow,
      `SELECT ${creationColumns}, ${outputsColumn} FROM creations c JOIN creation_requests r ON r.creation_id = c.id
       WHERE c.id = $1 AND c.subject_id = $2 AND NOT EXISTS (SELECT FROM creation_deletions d WHERE d.creation_id = c.id)`,
      [creationId, subjectId],
    );
    return row ? storedOf(row) : null;
  }

  async page(uow: UnitOfWork, subjectId: SubjectId, filter: CreationFilter, page: PageRequest): Promise<StoredCreation[]> {
    // Planned for its values each time: which index is best depends on how much the person has.
    const { sql, values } = creationPage(subjectId, filter, page);
    return (await entityManagerOf(uow).query<StoredColumns[]>(sql, [...values])).map(storedOf);
  }

  async insertOutputs(uow: UnitOfWork, owner: CreationOwner, outputs: readonly StoredOutput[], at: Date): Promise<void> {
    const column = <Value>(of: (output: StoredOutput) => Value) => outputs.map(of);
    await rows(
      uow,
      `INSERT INTO creation_outputs
         (creation_id, subject_id, created_at, n, media_type, width, height, bytes, object_key, thumbnail_key, thumb_hash)
       SELECT $1, $2, $3, * FROM unnest($4::int[], $5::text[], $6::int[], $7::int[], $8::bigint[], $9::text[], $10::text[], $11::bytea[])`,
      [
        owner.creationId,
        owner.subjectId,
        at,
        column(({ n }) => n),
        column(({ mediaType }) => mediaType),
        column(({ width }) => width),
        column(({ height }) => height),
        column(({ bytes }) => bytes),
        column(({ objectKey }) => objectKey),
        column(({ thumbnailKey }) => thumbnailKey),
        column(({ thumbHash }) => Buffer.from(thumbHash)),
      ],
    );
  }

  async insertPrediction(uow: UnitOfWork, prediction: Prediction, callbackDigest: Uint8Array, at: Date): Promise<void> {
    const { id, creationId, subjectId, vendor, vendorModel, vendorPredictionId, state, percent } = prediction;
    await rows(
      uow,
      `INSERT INTO predictions (id, creation_id, subject_id, vendor, vendor_model, vendor_prediction_id, callback_digest, state, percent,
         created_at, news_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)`,
      [id, creationId, subjectId, vendor, vendorModel, vendorPredictionId, Buffer.from(callbackDigest), state, percent, at],
    );
  }

  async savePrediction(uow: UnitOfWork, { id, vendorPredictionId, state, percent }: Prediction, at: Date): Promise<void> {
    await rows(
      uow,
      `WITH saved AS (UPDATE predictions SET vendor_prediction_id = $2, state = $3, percent = $4, news_at = $5 WHERE id = $1 RETURNING creation_id)
       UPDATE creations c SET news_at = $5 FROM saved WHERE c.id = saved.creation_id AND c.finished_at IS NULL`,
      [id, vendorPredictionId, state, percent, at],
    );
  }

  async findPrediction(
    uow: UnitOfWork,
    { vendor, vendorPredictionId, callbackDigest }: Parameters<CreationStore['findPrediction']>[1],
  ): Promise<Prediction | null> {
    const [row] = callbackDigest
      ? await rows<PredictionColumns>(uow, `SELECT ${predictionColumns} FROM predictions p WHERE vendor = $1 AND callback_digest = $2`, [
          vendor,
          Buffer.from(callbackDigest),
        ])
      : await rows<PredictionColumns>(
          uow,
          `SELECT ${predictionColumns} FROM predictions p WHERE vendor = $1 AND vendor_prediction_id = $2`,
          [vendor, vendorPredictionId],
        );
    return predictionOf(row);
  }

  async findOwnPrediction(uow: UnitOfWork, { creationId, subjectId }: CreationOwner, predictionId: Id): Promise<Prediction | null> {
    const [row] = await rows<PredictionColumns>(
      uow,
      `SELECT ${predictionColumns} FROM predictions p WHERE id = $1 AND creation_id = $2 AND subject_id = $3`,
      [predictionId, creationId, subjectId],
    );
    return predictionOf(row);
  }

  async saveForgotten(uow: UnitOfWork, { predictionId }: CreationOwner & { readonly predictionId: Id }, at: Date): Promise<void> {
    await rows(uow, 'UPDATE predictions SET forgotten_at = $2 WHERE id = $1', [predictionId, at]);
  }

  async saveResult(uow: UnitOfWork, { id, creationId, subjectId }: Prediction, sealedUrls: Uint8Array, at: Date): Promise<void> {
    await rows(
      uow,
      `INSERT INTO prediction_results (prediction_id, creation_id, subject_id, urls, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (prediction_id) DO UPDATE SET urls = excluded.urls`,
      [id, creationId, subjectId, Buffer.from(sealedUrls), at],
    );
  }

  async findResult(uow: UnitOfWork, predictionId: Id): Promise<Uint8Array | null> {
    const [row] = await rows<{ urls: Buffer }>(uow, 'SELECT urls FROM prediction_results WHERE prediction_id = $1', [predictionId]);
    return row?.urls ?? null;
  }

  async insertModerationRecord(uow: UnitOfWork, record: ModerationRecord): Promise<void> {
    const { id, subjectId, creationId, stage, codes, content, textTag, awaitsPerson, at } = record;
    await rows(
      uow,
      `INSERT INTO moderation_records (id, subject_id, creation_id, stage, codes, content, created_at, text_tag, awaits_person)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [id, subjectId, creationId, stage, codes, content && Buffer.from(content), at, textTag && Buffer.from(textTag), awaitsPerson],
    );
  }

  async releasedCodes(uow: UnitOfWork, { subjectId, textTag, stage }: ReleasedWords): Promise<readonly string[]> {
    const released = await rows<{ code: string }>(
      uow,
      `SELECT DISTINCT code FROM moderation_records m, unnest(m.codes) AS code
        WHERE m.subject_id = $1 AND m.text_tag = $2 AND m.stage = $3
          AND (SELECT d.decision FROM moderation_decisions d WHERE d.record_id = m.id ORDER BY d.id DESC LIMIT 1) = 'overturned'`,
      [subjectId, Buffer.from(textTag), stage],
    );
    return released.map(({ code }) => code);
  }

  async wantsPerson(uow: UnitOfWork, subjectId: SubjectId): Promise<boolean> {
    return (await rows<object>(uow, 'SELECT FROM human_decisions WHERE subject_id = $1 AND taken_back_at IS NULL', [subjectId])).length > 0;
  }

  async insertDeletionMark(uow: UnitOfWork, { creationId, subjectId, deletedAt, deletableAt, byTeam }: DeletionMark): Promise<void> {
    await rows(
      uow,
      `INSERT INTO creation_deletions (creation_id, subject_id, deleted_at, deletable_at, by_team) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (creation_id) DO NOTHING`,
      [creationId, subjectId, deletedAt, deletableAt, byTeam],
    );
  }

  async deleteDeletionMark(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<void> {
    await rows(uow, 'DELETE FROM creation_deletions WHERE creation_id = $1 AND subject_id = $2', [creationId, subjectId]);
  }

  async purge(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<void> {
    // The index of words has no reference to the creation, which would cost every insert; its tags stand in the request.
    await rows(
      uow,
      `DELETE FROM creation_words w USING creation_requests r, unnest(r.word_tags) AS tag
       WHERE r.creation_id = $1 AND r.subject_id = $2 AND w.subject_id = $2 AND w.word = tag AND w.creation_id = $1`,
      [creationId, subjectId],
    );
    await forgetAnswersAbout(uow, { creationId, subjectId });
    await rows(uow, 'DELETE FROM creations WHERE id = $1 AND subject_id = $2', [creationId, subjectId]);
  }

  async objectKeys(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<string[]> {
    const found = await rows<{ key: string }>(
      uow,
      `SELECT unnest(ARRAY[object_key, thumbnail_key]) AS key FROM creation_outputs WHERE creation_id = $1 AND subject_id = $2
       UNION ALL SELECT object_key FROM creation_uploads WHERE creation_id = $1 AND subject_id = $2`,
      [creationId, subjectId],
    );
    return found.map(({ key }) => key);
  }

  async insertUpload(uow: UnitOfWork, { creationId, subjectId, objectKey, mediaType, bytes, createdAt }: Upload): Promise<void> {
    await rows(
      uow,
      `INSERT INTO creation_uploads (creation_id, subject_id, object_key, media_type, bytes, created_at) VALUES ($1, $2, $3, $4, $5, $6)`,
      [creationId, subjectId, objectKey, mediaType, bytes, createdAt],
    );
  }

  async findUpload(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<Upload | null> {
    const [row] = await rows<{ object_key: string; media_type: string; bytes: string; created_at: Date }>(
      uow,
      'SELECT object_key, media_type, bytes, created_at FROM creation_uploads WHERE creation_id = $1 AND subject_id = $2',
      [creationId, subjectId],
    );
    if (!row) return null;
    return {
      creationId,
      subjectId,
      objectKey: row.object_key,
      mediaType: row.media_type,
      bytes: Number(row.bytes),
      createdAt: row.created_at,
    };
  }

  async insertLease(uow: UnitOfWork, { creationId, subjectId, processId, leaseUntil }: ReferenceLease): Promise<void> {
    await rows(uow, 'INSERT INTO reference_leases (creation_id, subject_id, process_id, lease_until) VALUES ($1, $2, $3, $4)', [
      creationId,
      subjectId,
      processId,
      leaseUntil,
    ]);
  }

  async renewLease(uow: UnitOfWork, { creationId, subjectId }: CreationOwner, processId: string, until: Date): Promise<boolean> {
    const renewed = await rows(
      uow,
      `WITH renewed AS (UPDATE reference_leases SET lease_until = $4 WHERE creation_id = $1 AND subject_id = $2 AND process_id = $3 RETURNING 1)
       SELECT FROM renewed`,
      [creationId, subjectId, processId, until],
    );
    return renewed.length > 0;
  }

  async findLease(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<ReferenceLease | null> {
    const [row] = await rows<{ process_id: string; lease_until: Date }>(
      uow,
      'SELECT process_id, lease_until FROM reference_leases WHERE creation_id = $1 AND subject_id = $2',
      [creationId, subjectId],
    );
    return row ? { creationId, subjectId, processId: row.process_id, leaseUntil: row.lease_until } : null;
  }

  async deleteLease(uow: UnitOfWork, { creationId, subjectId }: CreationOwner): Promise<void> {
    await rows(uow, 'DELETE FROM reference_leases WHERE creation_id = $1 AND subject_id = $2', [creationId, subjectId]);
  }
}

function rows<Row>(uow: UnitOfWork, sql: string, values: readonly unknown[]): Promise<Row[]> {
  return runStatement<Row>(uow, sql, [...values]);
}
