import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofRestriction = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'delete' });

/** Whose data is kept and nothing else (GDPR Art. 18). Row-level security asks this table, so that it holds whoever writes. */
@Entity('processing_restrictions')
export class ProcessingRestrictionRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @ofRestriction()
  subjectId!: string;

  @Column('timestamptz')
  @ofRestriction()
  since!: Date;

  @Column('uuid', { name: 'case_id' })
  @ofRestriction()
  caseId!: string;

  @Column('timestamptz', { name: 'lift_at', nullable: true })
  @NotPersonal('when it ends, once that has been announced')
  liftAt!: Date | null;
}

export const restrictionSchema = {
  up: [
    `CREATE TABLE processing_restrictions (
       subject_id uuid PRIMARY KEY,
       since timestamptz NOT NULL,
       case_id uuid NOT NULL,
       lift_at timestamptz
     )`,
    `CREATE INDEX processing_restrictions_lift ON processing_restrictions (lift_at) WHERE lift_at IS NOT NULL`,
  ],
  down: ['DROP TABLE processing_restrictions'],
};

export const restrictionTables: readonly TableAccess[] = [
  {
    table: 'processing_restrictions',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT'],
      privacy_service: ['SELECT', 'UPDATE'],
      worker: ['SELECT', 'INSERT', 'DELETE'],
      participant_retention: ['SELECT'],
    },
  },
];

export interface ProcessingRestriction {
  readonly since: Instant;
  readonly caseId: Id;
  /** When it ends; null as long as nobody has asked for that. */
  readonly liftAt: Instant | null;
}

/** Every call acts for the subject of its transaction, but {@link due}. */
export class PostgresRestrictions {
  async find(uow: UnitOfWork, subjectId: SubjectId): Promise<ProcessingRestriction | null> {
    const [found] = await runStatement<ProcessingRestriction>(
      uow,
      'SELECT since, case_id AS "caseId", lift_at AS "liftAt" FROM processing_restrictions WHERE subject_id = $1',
      [subjectId],
    );
    return found ?? null;
  }

  /** Begins it; one that is in force stays as it began. */
  async restrict(uow: UnitOfWork, subjectId: SubjectId, caseId: Id, at: Instant): Promise<void> {
    await runStatement(
      uow,
      'INSERT INTO processing_restrictions (subject_id, since, case_id) VALUES ($1, $2, $3) ON CONFLICT (subject_id) DO NOTHING',
      [subjectId, at, caseId],
    );
  }

  /** When it is going to end. False when nothing is restricted. */
  async announceLifting(uow: UnitOfWork, subjectId: SubjectId, liftAt: Instant): Promise<boolean> {
    const changed = await runStatement<object>(
      uow,
      'UPDATE processing_restrictions SET lift_at = $2 WHERE subject_id = $1 RETURNING subject_id',
      [subjectId, liftAt],
    );
    return changed.length > 0;
  }

  async lift(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<void> {
    await runStatement(uow, 'DELETE FROM processing_restrictions WHERE subject_id = $1 AND lift_at <= $2', [subjectId, at]);
  }

  /** Whose restriction ends now; under a role that looks across people. */
  async due(uow: UnitOfWork, at: Instant, limit: number): Promise<SubjectId[]> {
    const rows = await runStatement<{ subjectId: string }>(
      uow,
      'SELECT subject_id AS "subjectId" FROM processing_restrictions WHERE lift_at <= $1 ORDER BY lift_at LIMIT $2',
      [at, limit],
    );
    return rows.map(({ subjectId }) => subjectId);
  }
}
