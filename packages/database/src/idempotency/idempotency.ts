import { NotPersonal, Personal } from '@keepword/data-map';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf, type PostgresUnitOfWork } from '../unit-of-work.js';

/** The answer to a request that carried an `Idempotency-Key`, kept for 24 hours to be given again. */
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

  /** Keyed by the subject's own key, so that equal requests of two people do not look alike. */
  @Column('bytea', { name: 'body_digest' })
  @Personal({ category: 'generation.metadata', subject: 'subject_id', onErasure: 'delete' })
  bodyDigest!: Buffer;

  @Column('integer', { nullable: true })
  @NotPersonal('HTTP status')
  status!: number | null;

  /** Sealed: an answer can hold a prompt. */
  @Column('bytea', { nullable: true })
  @Personal({ category: 'generation.prompt', subject: 'subject_id', onErasure: 'delete' })
  answer!: Buffer | null;

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
       body_digest bytea NOT NULL CHECK (octet_length(body_digest) = 32),
       status integer,
       answer bytea CHECK (octet_length(answer) <= 100000),
       created_at timestamptz NOT NULL,
       PRIMARY KEY (subject_id, route, key)
     )`,
    `CREATE INDEX idempotency_records_created ON idempotency_records (created_at)`,
  ],
  down: ['DROP TABLE idempotency_records'],
};

export const idempotencyTables: readonly TableAccess[] = [
  {
    table: 'idempotency_records',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
  },
];

export type IdempotencyClaim =
  | { readonly claim: 'first' }
  | { readonly claim: 'running' }
  | { readonly claim: 'other-body' }
  | { readonly claim: 'answered'; readonly status: number; readonly answer: Uint8Array };

/** A key that this caller was the first to claim, at that instant. */
export interface ClaimedKey {
  readonly subjectId: SubjectId;
  readonly route: string;
  readonly key: string;
  readonly claimedAt: Date;
}

interface Found {
  body_digest: Buffer;
  status: number | null;
  answer: Buffer | null;
  created_at: Date;
}

/** A request that never came to an answer (its process died) may be tried again after this; no statement of ours may take longer. */
const abandonedAfterMs = 30_000;
const keptMs = 24 * 3_600_000;

export class PostgresIdempotency {
  constructor(private readonly transactions: PostgresUnitOfWork) {}

  claim(subjectId: SubjectId, route: string, key: string, bodyDigest: Uint8Array, at: Date): Promise<IdempotencyClaim> {
    return this.transactions.transaction(subjectId, async (uow) => {
      const manager = entityManagerOf(uow);
      const inserted = await manager.query<unknown[]>(
        `INSERT INTO idempotency_records AS kept (subject_id, route, key, body_digest, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (subject_id, route, key) DO UPDATE SET body_digest = $4, created_at = $5, status = NULL, answer = NULL
           WHERE kept.created_at <= $6 OR (kept.status IS NULL AND kept.created_at <= $7)
         RETURNING 1`,
        [subjectId, route, key, bodyDigest, at, new Date(at.getTime() - keptMs), new Date(at.getTime() - abandonedAfterMs)],
      );
      if (inserted.length > 0) return { claim: 'first' };
      const [found] = await manager.query<Found[]>(
        'SELECT body_digest, status, answer, created_at FROM idempotency_records WHERE subject_id = $1 AND route = $2 AND key = $3',
        [subjectId, route, key],
      );
      if (!found) return { claim: 'running' };
      if (!found.body_digest.equals(bodyDigest)) return { claim: 'other-body' };
      if (found.status === null || found.answer === null) return { claim: 'running' };
      return { claim: 'answered', status: found.status, answer: found.answer };
    });
  }

  /**
   * Stores the answer of a claim. In the unit of work that makes what the answer tells of, a crash leaves both or neither.
   * @returns false when the claim was given up for dead meanwhile and claimed anew: it no longer has a say
   */
  async answer(
    uow: UnitOfWork,
    { subjectId, route, key, claimedAt }: ClaimedKey,
    status: number,
    sealedAnswer: Uint8Array,
  ): Promise<boolean> {
    const [, changed] = await entityManagerOf(uow).query<[unknown, number]>(
      `UPDATE idempotency_records SET status = $5, answer = $6
        WHERE subject_id = $1 AND route = $2 AND key = $3 AND created_at = $4 AND status IS NULL`,
      [subjectId, route, key, claimedAt, status, sealedAnswer],
    );
    return changed === 1;
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
