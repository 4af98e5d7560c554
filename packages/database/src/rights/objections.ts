import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofObjection = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'delete' });

/** What somebody does not want done with their data (GDPR Art. 21): it is not done from this row on. */
@Entity('objections')
export class ObjectionRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @ofObjection()
  subjectId!: string;

  @PrimaryColumn('text')
  @ofObjection()
  against!: string;

  /** Empty for every purpose. */
  @PrimaryColumn('text')
  @ofObjection()
  purpose!: string;

  @Column('timestamptz')
  @ofObjection()
  at!: Date;

  @Column('uuid', { name: 'case_id' })
  @NotPersonal('the case that it came with')
  caseId!: string;
}

export const objectionsSchema = {
  up: [
    `CREATE TABLE objections (
       subject_id uuid NOT NULL,
       against text NOT NULL CHECK (against IN ('direct-marketing', 'legitimate-interests')),
       purpose text NOT NULL CHECK (length(purpose) <= 100),
       at timestamptz NOT NULL,
       case_id uuid NOT NULL,
       PRIMARY KEY (subject_id, against, purpose)
     )`,
  ],
  down: ['DROP TABLE objections'],
};

export const objectionsTables: readonly TableAccess[] = [
  {
    table: 'objections',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT'], privacy_service: ['SELECT'], worker: ['SELECT', 'INSERT'] },
  },
];

export interface StoredObjection {
  readonly against: 'direct-marketing' | 'legitimate-interests';
  /** Null for every purpose. */
  readonly purpose: string | null;
  readonly at: Instant;
  readonly caseId: Id;
}

export class PostgresObjections {
  /** Said twice, it began when it was said first. */
  async add(uow: UnitOfWork, subjectId: SubjectId, { against, purpose, at, caseId }: StoredObjection): Promise<void> {
    await runStatement(
      uow,
      'INSERT INTO objections (subject_id, against, purpose, at, case_id) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING',
      [subjectId, against, purpose ?? '', at, caseId],
    );
  }

  /** Oldest first. */
  list(uow: UnitOfWork, subjectId: SubjectId): Promise<StoredObjection[]> {
    return runStatement<StoredObjection>(
      uow,
      `SELECT against, NULLIF(purpose, '') AS purpose, at, case_id AS "caseId" FROM objections WHERE subject_id = $1 ORDER BY at, against, purpose`,
      [subjectId],
    );
  }
}
