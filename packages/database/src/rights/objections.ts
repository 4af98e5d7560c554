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

  @Column('uuid', { name: 'case_id', nullable: true })
  @NotPersonal('the case that it came with; null after a restore that undid the case, too')
  caseId!: string | null;

  @Column('timestamptz', { name: 'taken_back_at', nullable: true })
  @ofObjection()
  takenBackAt!: Date | null;
}

export const objectionsSchema = {
  up: [
    `CREATE TABLE objections (
       subject_id uuid NOT NULL,
       against text NOT NULL CHECK (against IN ('direct-marketing', 'legitimate-interests')),
       purpose text NOT NULL CHECK (length(purpose) <= 100),
       at timestamptz NOT NULL,
       case_id uuid,
       taken_back_at timestamptz,
       PRIMARY KEY (subject_id, against, purpose)
     )`,
    `CREATE INDEX objections_taken_back ON objections (taken_back_at) WHERE taken_back_at IS NOT NULL`,
  ],
  down: ['DROP TABLE objections'],
};

export const objectionsTables: readonly TableAccess[] = [
  {
    table: 'objections',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT'],
      privacy_service: ['SELECT', 'UPDATE'],
      worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      participant_retention: ['SELECT'],
    },
  },
];

export type ObjectionAgainst = 'direct-marketing' | 'legitimate-interests';

/** What is objected to. */
export interface ObjectedTo {
  readonly against: ObjectionAgainst;
  /** Null for every purpose. */
  readonly purpose: string | null;
}

export interface StoredObjection extends ObjectedTo {
  readonly at: Instant;
  /** Null after a restore that undid the case, too. */
  readonly caseId: Id | null;
}

/** Every call acts for the subject of its transaction, but {@link takenBack}. */
export class PostgresObjections {
  /** Said twice, it began when it was said first. @returns whether it is new */
  async add(uow: UnitOfWork, subjectId: SubjectId, { against, purpose, at, caseId }: StoredObjection): Promise<boolean> {
    const added = await runStatement<object>(
      uow,
      `INSERT INTO objections AS known (subject_id, against, purpose, at, case_id) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (subject_id, against, purpose) DO UPDATE SET taken_back_at = NULL, at = EXCLUDED.at, case_id = EXCLUDED.case_id
         WHERE known.taken_back_at IS NOT NULL RETURNING subject_id`,
      [subjectId, against, purpose ?? '', at, caseId],
    );
    return added.length > 0;
  }

  /** Oldest first; one that was taken back holds until it is gone. */
  list(uow: UnitOfWork, subjectId: SubjectId): Promise<StoredObjection[]> {
    return runStatement<StoredObjection>(
      uow,
      `SELECT against, NULLIF(purpose, '') AS purpose, at, case_id AS "caseId" FROM objections WHERE subject_id = $1 ORDER BY at, against, purpose`,
      [subjectId],
    );
  }

  /** Asks for its end, which the worker carries out. @returns whether there was one */
  async takeBack(uow: UnitOfWork, subjectId: SubjectId, { against, purpose }: ObjectedTo, at: Instant): Promise<boolean> {
    const changed = await runStatement<object>(
      uow,
      'UPDATE objections SET taken_back_at = $4 WHERE subject_id = $1 AND against = $2 AND purpose = $3 RETURNING subject_id',
      [subjectId, against, purpose ?? '', at],
    );
    return changed.length > 0;
  }

  /** Ends those that were taken back. @returns what they were against */
  removeTakenBack(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<ObjectedTo[]> {
    return runStatement<ObjectedTo>(
      uow,
      `DELETE FROM objections WHERE subject_id = $1 AND taken_back_at <= $2 RETURNING against, NULLIF(purpose, '') AS purpose`,
      [subjectId, at],
    );
  }

  /** After a restore: it had ended already. */
  async remove(uow: UnitOfWork, subjectId: SubjectId, { against, purpose }: ObjectedTo): Promise<void> {
    await runStatement(uow, 'DELETE FROM objections WHERE subject_id = $1 AND against = $2 AND purpose = $3', [
      subjectId,
      against,
      purpose ?? '',
    ]);
  }

  /** Who took one back; under a role that looks across people. */
  async takenBack(uow: UnitOfWork, at: Instant, limit: number): Promise<SubjectId[]> {
    const rows = await runStatement<{ subjectId: string }>(
      uow,
      'SELECT subject_id AS "subjectId" FROM objections WHERE taken_back_at <= $1 GROUP BY subject_id ORDER BY min(taken_back_at) LIMIT $2',
      [at, limit],
    );
    return rows.map(({ subjectId }) => subjectId);
  }
}
