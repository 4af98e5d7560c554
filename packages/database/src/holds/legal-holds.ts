import { NotPersonal, Personal } from '@keepword/data-map';
import type { LegalHold } from '@keepword/data-rights';
import type { DataCategory } from '@keepword/policy';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

const evidence = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'keep' });

/** An order to keep something of a person although it would be erased. */
@Entity('legal_holds')
export class LegalHoldRow {
  @PrimaryColumn('uuid')
  @evidence()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @evidence()
  subjectId!: string;

  @Column('text')
  @evidence()
  kind!: 'legal' | 'illegal-content';

  /** Names facts, not people. */
  @Column('text')
  @evidence()
  reason!: string;

  /** Null: everything. */
  @Column('text', { array: true, nullable: true })
  @evidence()
  categories!: string[] | null;

  @Column('uuid', { name: 'set_by' })
  @Personal({ category: 'privacy.case', subject: 'set_by', onErasure: 'keep' })
  setBy!: string;

  @Column('timestamptz', { name: 'set_at' })
  @evidence()
  setAt!: Date;

  @Column('timestamptz', { name: 'review_at' })
  @NotPersonal('when somebody has to look at it')
  reviewAt!: Date;

  @Column('uuid', { name: 'lifted_by', nullable: true })
  @Personal({ category: 'privacy.case', subject: 'lifted_by', onErasure: 'keep' })
  liftedBy!: string | null;

  @Column('timestamptz', { name: 'lifted_at', nullable: true })
  @evidence()
  liftedAt!: Date | null;
}

export const holdsSchema = {
  up: [
    `CREATE TABLE legal_holds (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       kind text NOT NULL CHECK (kind IN ('legal', 'illegal-content')),
       reason text NOT NULL CHECK (length(reason) BETWEEN 10 AND 500),
       categories text[] CHECK (cardinality(categories) BETWEEN 1 AND 60),
       set_by uuid NOT NULL,
       set_at timestamptz NOT NULL,
       review_at timestamptz NOT NULL CHECK (review_at > set_at),
       lifted_by uuid,
       lifted_at timestamptz CHECK (lifted_at >= set_at),
       CHECK ((lifted_by IS NULL) = (lifted_at IS NULL))
     )`,
    `CREATE INDEX legal_holds_subject ON legal_holds (subject_id)`,
    `CREATE INDEX legal_holds_review ON legal_holds (review_at) WHERE lifted_at IS NULL`,
  ],
  down: ['DROP TABLE legal_holds'],
};

/** Set and lifted by the team; whoever erases or clears away asks first. */
export const holdsTables: readonly TableAccess[] = [
  {
    table: 'legal_holds',
    subjectColumn: 'subject_id',
    grants: {
      worker: ['SELECT'],
      participant_cases: ['SELECT', 'INSERT', 'UPDATE'],
      participant_retention: ['SELECT'],
      participant_erasure: ['SELECT'],
    },
  },
];

export interface StoredHold {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly kind: 'legal' | 'illegal-content';
  /** 10 to 500 characters. */
  readonly reason: string;
  readonly categories: readonly DataCategory[] | 'all';
  readonly setBy: Id;
  readonly setAt: Instant;
  readonly reviewAt: Instant;
  readonly liftedBy: Id | null;
  readonly liftedAt: Instant | null;
}

export interface HoldFilter {
  readonly subjectId?: SubjectId;
  readonly state?: 'standing' | 'lifted' | 'review-overdue';
  /** For `review-overdue`. */
  readonly at: Instant;
}

const columns = `id, subject_id AS "subjectId", kind, reason, categories, set_by AS "setBy", set_at AS "setAt", review_at AS "reviewAt",
  lifted_by AS "liftedBy", lifted_at AS "liftedAt"`;

export class PostgresHolds {
  /** What of this person must stay now; as `planErasure` takes it. */
  async forSubject(uow: UnitOfWork, subjectId: SubjectId): Promise<readonly LegalHold[]> {
    const rows = await entityManagerOf(uow).query<{ categories: DataCategory[] | null }[]>(
      'SELECT categories FROM legal_holds WHERE subject_id = $1 AND lifted_at IS NULL ORDER BY id',
      [subjectId],
    );
    return rows.map(({ categories }) => ({ categories: categories ?? 'all' }));
  }

  async insert(uow: UnitOfWork, hold: StoredHold): Promise<void> {
    await entityManagerOf(uow).query(
      `INSERT INTO legal_holds (id, subject_id, kind, reason, categories, set_by, set_at, review_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        hold.id,
        hold.subjectId,
        hold.kind,
        hold.reason,
        hold.categories === 'all' ? null : hold.categories,
        hold.setBy,
        hold.setAt,
        hold.reviewAt,
      ],
    );
  }

  /** Locks it for the rest of the unit of work. */
  async lock(uow: UnitOfWork, id: Id): Promise<StoredHold | null> {
    const [row] = await entityManagerOf(uow).query<StoredRow[]>(`SELECT ${columns} FROM legal_holds WHERE id = $1 FOR UPDATE`, [id]);
    return row ? holdOf(row) : null;
  }

  async lift(uow: UnitOfWork, id: Id, liftedBy: Id, at: Instant): Promise<void> {
    await entityManagerOf(uow).query('UPDATE legal_holds SET lifted_by = $2, lifted_at = $3 WHERE id = $1 AND lifted_at IS NULL', [
      id,
      liftedBy,
      at,
    ]);
  }

  /** Newest first. @param before id of the last one of the page before */
  async page(uow: UnitOfWork, { subjectId, state, at }: HoldFilter, before: Id | null, limit: number): Promise<StoredHold[]> {
    const rows = await entityManagerOf(uow).query<StoredRow[]>(
      `SELECT ${columns} FROM legal_holds
        WHERE ($1::uuid IS NULL OR subject_id = $1) AND ($2::uuid IS NULL OR id < $2)
          AND CASE $3 WHEN 'standing' THEN lifted_at IS NULL WHEN 'lifted' THEN lifted_at IS NOT NULL
                WHEN 'review-overdue' THEN lifted_at IS NULL AND review_at <= $4 ELSE true END
        ORDER BY id DESC LIMIT $5`,
      [subjectId ?? null, before, state ?? 'all', at, limit],
    );
    return rows.map(holdOf);
  }
}

type StoredRow = Omit<StoredHold, 'categories'> & { readonly categories: DataCategory[] | null };

const holdOf = (row: StoredRow): StoredHold => ({ ...row, categories: row.categories ?? 'all' });
