import { NotPersonal, Personal } from '@keepword/data-map';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf, runPrepared, type PostgresUnitOfWork } from '../unit-of-work.js';

/**
 * The answer to a request that carried an `Idempotency-Key`, kept for 24 hours to be given again. When the creation that it tells of is
 * purged before that, digest and answer go with it: what stays says only that the key was used.
 */
@Entity('idempotency_records')
export class IdempotencyRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @PrimaryColumn('text')
  @NotPersonal('route template')
  route!: string;

  @PrimaryColumn('text')
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  key!: string;

  /** Keyed by the subject's own key, so that equal requests of two people do not look alike. Null when what was asked for is gone. */
  @Column('bytea', { name: 'body_digest', nullable: true })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  bodyDigest!: Buffer | null;

  @Column('integer', { nullable: true })
  @NotPersonal('HTTP status')
  status!: number | null;

  /** Sealed: an answer can hold a prompt. */
  @Column('bytea', { nullable: true })
  @Personal({ category: 'generation.prompt', subject: 'subject_id', onErasure: 'delete' })
  answer!: Buffer | null;

  /** The creation that the answer tells of; without a reference, since the record outlives it. */
  @Column('uuid', { name: 'creation_id', nullable: true })
  @Personal({ category: 'generation.history', subject: 'subject_id', onErasure: 'delete' })
  creationId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  createdAt!: Date;
}

export const idempotencySchema = {
  up: [
    `CREATE TABLE idempotency_records (
       subject_id uuid NOT NULL,
       route text NOT NULL,
       key text NOT NULL CHECK (length(key) <= 255),
       body_digest bytea CHECK (octet_length(body_digest) = 32),
       status integer,
       answer bytea CHECK (octet_length(answer) <= 100000),
       creation_id uuid,
       created_at timestamptz NOT NULL,
       PRIMARY KEY (subject_id, route, key),
       CHECK (body_digest IS NOT NULL OR (answer IS NULL AND status IS NOT NULL))
     )`,
    `CREATE INDEX idempotency_records_created ON idempotency_records (created_at)`,
  ],
  down: ['DROP TABLE idempotency_records'],
};

export const idempotencyTables: readonly TableAccess[] = [
  {
    table: 'idempotency_records',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      // The purge of a creation empties the answer that tells of it.
      worker: ['SELECT', 'UPDATE'],
      participant_retention: ['SELECT', 'DELETE'],
    },
  },
];

/** What became of a key that was used within the last 24 hours. */
export type UsedKey =
  | { readonly claim: 'running' }
  | { readonly claim: 'other-body' }
  /** The key was used, and what its request made has been purged since. */
  | { readonly claim: 'gone' }
  | { readonly claim: 'answered'; readonly status: number; readonly answer: Uint8Array };

export type IdempotencyClaim = { readonly claim: 'first' } | UsedKey;

/** Another request recorded its answer under the key meanwhile. */
export class KeyTaken extends Error {
  override readonly name = 'KeyTaken';
}

/** Another request is just recording its answer under the key. */
export function isKeyInUse(error: unknown): boolean {
  const { code, table, column } = error as { readonly code?: string; readonly table?: string; readonly column?: string };
  return code === notNullViolation && table === 'idempotency_records' && column === 'key';
}

/** A key, and the instant of its claim, by which a claim is told from a later one of the same key. */
export interface ClaimedKey {
  readonly subjectId: SubjectId;
  readonly route: string;
  readonly key: string;
  readonly claimedAt: Date;
}

export interface SealedAnswer {
  /** HTTP status. */
  readonly status: number;
  readonly sealed: Uint8Array;
  /** The creation that the answer tells of: its purge takes the answer along. */
  readonly creationId?: string | null | undefined;
}

interface Found {
  body_digest: Buffer | null;
  status: number | null;
  answer: Buffer | null;
}

/** A request that never came to an answer (its process died) may be tried again after this; no statement of ours may take longer. */
const abandonedAfterMs = 30_000;
const keptMs = 24 * 3_600_000;
const notNullViolation = '23502';

const claimStatement = {
  name: 'claim_key',
  text: `INSERT INTO idempotency_records AS kept (subject_id, route, key, body_digest, created_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (subject_id, route, key) DO UPDATE SET body_digest = $4, created_at = $5, status = NULL, answer = NULL, creation_id = NULL
       WHERE kept.created_at <= $6 OR (kept.status IS NULL AND kept.created_at <= $7)
     RETURNING 1`,
};
const findStatement = {
  name: 'find_key',
  text: `SELECT body_digest, status, answer FROM idempotency_records
     WHERE subject_id = $1 AND route = $2 AND key = $3 AND created_at > $4`,
};
/**
 * The lock is tried, not waited for. Where another transaction has it, the key is null here, which no record's may be: the statement fails
 * at once, and whatever was sent behind it is skipped.
 */
const recordStatement = {
  name: 'record_key',
  text: `INSERT INTO idempotency_records AS kept (subject_id, route, key, body_digest, created_at, status, answer, creation_id)
     VALUES ($1, $2, CASE WHEN pg_try_advisory_xact_lock(hashtextextended($10, 0)) THEN $3 END, $4, $5, $6, $7, $8)
     ON CONFLICT (subject_id, route, key) DO UPDATE SET body_digest = $4, created_at = $5, status = $6, answer = $7, creation_id = $8
       WHERE kept.created_at <= $9
     RETURNING 1`,
};
const answerStatement = {
  name: 'answer_key',
  text: `UPDATE idempotency_records SET status = $5, answer = $6, creation_id = $7
     WHERE subject_id = $1 AND route = $2 AND key = $3 AND created_at = $4 AND status IS NULL RETURNING 1`,
};

export class PostgresIdempotency {
  constructor(private readonly transactions: PostgresUnitOfWork) {}

  /** Takes a key before the work that is done under it, in a transaction of its own: for work that reaches outside the database. */
  async claim(claimed: ClaimedKey, bodyDigest: Uint8Array): Promise<IdempotencyClaim> {
    const { subjectId, route, key, claimedAt: at } = claimed;
    const values = [subjectId, route, key, bodyDigest, at, new Date(at.getTime() - keptMs), new Date(at.getTime() - abandonedAfterMs)];
    // A claim is worth nothing without what is made under it, and that is flushed later: no flush of its own.
    const first = await this.transactions.atOnce(subjectId, (uow) => runPrepared<object>(uow, claimStatement, values), { flushed: false });
    if (first.length > 0) return { claim: 'first' };
    return (await this.find(claimed, bodyDigest)) ?? { claim: 'running' };
  }

  /**
   * What became of a key; null when it is free.
   * @param alongWith asked in the same round trip; it sends prepared statements only, and what it throws is thrown here
   */
  async find(
    { subjectId, route, key, claimedAt: at }: ClaimedKey,
    bodyDigest: Uint8Array,
    alongWith: (uow: UnitOfWork) => Promise<void> = () => Promise.resolve(),
  ): Promise<UsedKey | null> {
    const values = [subjectId, route, key, new Date(at.getTime() - keptMs)];
    const [[found]] = await this.transactions.atOnce(subjectId, (uow) =>
      Promise.all([runPrepared<Found>(uow, findStatement, values), alongWith(uow)]),
    );
    if (!found) return null;
    if (found.body_digest === null) return { claim: 'gone' };
    if (!found.body_digest.equals(bodyDigest)) return { claim: 'other-body' };
    if (found.status === null || found.answer === null) return { claim: 'running' };
    return { claim: 'answered', status: found.status, answer: found.answer };
  }

  /**
   * Takes a key and stores its answer at once, as the first step of the unit of work that makes what the answer tells of: a crash leaves
   * both or neither, and a refusal leaves the key free.
   * @throws KeyTaken when it was used meanwhile; an error of which {@link isKeyInUse} is true when another unit of work is recording it
   */
  async record(
    uow: UnitOfWork,
    { subjectId, route, key, claimedAt: at }: ClaimedKey,
    bodyDigest: Uint8Array,
    { status, sealed, creationId = null }: SealedAnswer,
  ): Promise<void> {
    const expired = new Date(at.getTime() - keptMs);
    const values = [subjectId, route, key, bodyDigest, at, status, sealed, creationId, expired, `${subjectId} ${route} ${key}`];
    const recorded = await runPrepared<object>(uow, recordStatement, values);
    if (recorded.length === 0) throw new KeyTaken('the key was used meanwhile');
  }

  /**
   * Stores the answer of a claim. In the unit of work that makes what the answer tells of, a crash leaves both or neither.
   * @returns false when the claim was given up for dead meanwhile and claimed anew: it no longer has a say
   */
  async answer(
    uow: UnitOfWork,
    { subjectId, route, key, claimedAt }: ClaimedKey,
    { status, sealed, creationId = null }: SealedAnswer,
  ): Promise<boolean> {
    const answered = await runPrepared<object>(uow, answerStatement, [subjectId, route, key, claimedAt, status, sealed, creationId]);
    return answered.length === 1;
  }

  /** Lets the same key be tried again after a request that changed nothing (a refusal that may not last, an internal fault). */
  abandon({ subjectId, route, key, claimedAt }: ClaimedKey): Promise<void> {
    return this.transactions.transaction(subjectId, async (uow) => {
      await entityManagerOf(uow).query(
        'DELETE FROM idempotency_records WHERE subject_id = $1 AND route = $2 AND key = $3 AND created_at = $4 AND status IS NULL',
        [subjectId, route, key, claimedAt],
      );
    });
  }
}

/**
 * Empties the answers that tell of a creation, in the unit of work that purges it. The key stays taken for the rest of its day, so
 * that a late repetition neither makes nor charges anything anew.
 */
export async function forgetAnswersAbout(
  uow: UnitOfWork,
  { creationId, subjectId }: { readonly creationId: string; readonly subjectId: SubjectId },
): Promise<void> {
  await entityManagerOf(uow).query(
    'UPDATE idempotency_records SET body_digest = NULL, answer = NULL, creation_id = NULL WHERE subject_id = $1 AND creation_id = $2',
    [subjectId, creationId],
  );
}
