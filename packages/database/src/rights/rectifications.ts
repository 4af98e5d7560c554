import { Personal } from '@keepword/data-map';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const evidence = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'delete' });

/** That something was corrected (GDPR Art. 16), without what it said: keyed digests of before and after. */
@Entity('rectifications')
export class RectificationRow {
  @PrimaryColumn('uuid')
  @evidence()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @evidence()
  subjectId!: string;

  @Column('text')
  @evidence()
  field!: string;

  @Column('bytea', { name: 'before_digest' })
  @evidence()
  beforeDigest!: Buffer;

  @Column('bytea', { name: 'after_digest' })
  @evidence()
  afterDigest!: Buffer;

  @Column('timestamptz')
  @evidence()
  at!: Date;
}

export const rectificationsSchema = {
  up: [
    `CREATE TABLE rectifications (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       field text NOT NULL CHECK (length(field) <= 60),
       before_digest bytea NOT NULL CHECK (octet_length(before_digest) = 32),
       after_digest bytea NOT NULL CHECK (octet_length(after_digest) = 32),
       at timestamptz NOT NULL
     )`,
    `CREATE INDEX rectifications_subject ON rectifications (subject_id, id)`,
  ],
  down: ['DROP TABLE rectifications'],
};

export const rectificationsTables: readonly TableAccess[] = [
  { table: 'rectifications', subjectColumn: 'subject_id', grants: { core_api: ['INSERT'], privacy_service: ['SELECT'] } },
];

export interface Rectification {
  readonly id: Id;
  /** `displayName`, `email`. */
  readonly field: string;
  /** 32 bytes each, of values that only somebody who knows both the value and the deployment's secret can check. */
  readonly beforeDigest: Uint8Array;
  readonly afterDigest: Uint8Array;
  readonly at: Instant;
}

export class PostgresRectifications {
  async add(uow: UnitOfWork, subjectId: SubjectId, { id, field, beforeDigest, afterDigest, at }: Rectification): Promise<void> {
    await runStatement(
      uow,
      'INSERT INTO rectifications (id, subject_id, field, before_digest, after_digest, at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, subjectId, field, beforeDigest, afterDigest, at],
    );
  }
}
