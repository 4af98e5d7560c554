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

  /** Null after a restore that undid the case, too. */
  @Column('uuid', { name: 'case_id', nullable: true })
  @ofRestriction()
  caseId!: string | null;

  @Column('timestamptz', { name: 'lift_at', nullable: true })
  @NotPersonal('when it ends, once that has been announced')
  liftAt!: Date | null;
}

export const restrictionSchema = {
  up: [
    `CREATE TABLE processing_restrictions (
       subject_id uuid PRIMARY KEY,
       since timestamptz NOT NULL,
       case_id uuid,
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
      worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      participant_retention: ['SELECT'],
      // An officer announces a lifting in the same transaction as the case tells of it.
      participant_cases: ['SELECT', 'UPDATE'],
    },
  },
];

export interface ProcessingRestriction {
  readonly since: Instant;
  /** Null after a restore that undid the case, too. */
  readonly caseId: Id | null;
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

  /**
   * Begins it. One that is in force stays as it began, but that somebody asks again takes back an announced lifting.
   * @returns whether anything changed
   */
  async restrict(uow: UnitOfWork, subjectId: SubjectId, caseId: Id, at: Instant): Promise<boolean> {
    const changed = await runStatement<object>(
      uow,
      `INSERT INTO processing_restrictions AS known (subject_id, since, case_id) VALUES ($1, $2, $3)
       ON CONFLICT (subject_id) DO UPDATE SET lift_at = NULL, case_id = EXCLUDED.case_id
         WHERE known.case_id IS DISTINCT FROM EXCLUDED.case_id RETURNING subject_id`,
      [subjectId, at, caseId],
    );
    return changed.length > 0;
  }

  /** After a restore: it holds, whatever the backup said of it. Liftings that were announced have to be announced anew. */
  async reinstate(uow: UnitOfWork, subjectId: SubjectId, since: Instant): Promise<void> {
    await runStatement(
      uow,
      `INSERT INTO processing_restrictions (subject_id, since) VALUES ($1, $2) ON CONFLICT (subject_id) DO UPDATE SET lift_at = NULL`,
      [subjectId, since],
    );
  }

  /**
   * When it is going to end; null takes an announcement back.
   * @param ofCase only a restriction that came with this case
   * @returns false when nothing such is restricted
   */
  async announceLifting(uow: UnitOfWork, subjectId: SubjectId, liftAt: Instant | null, ofCase: Id | null = null): Promise<boolean> {
    const changed = await runStatement<object>(
      uow,
      `UPDATE processing_restrictions SET lift_at = $2
        WHERE subject_id = $1 AND ($3::uuid IS NULL OR case_id IS NULL OR case_id = $3) RETURNING subject_id`,
      [subjectId, liftAt, ofCase],
    );
    return changed.length > 0;
  }

  /** Ends it when its time has come. @returns whether it ended now */
  async lift(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<boolean> {
    const ended = await runStatement<object>(
      uow,
      'DELETE FROM processing_restrictions WHERE subject_id = $1 AND lift_at <= $2 RETURNING subject_id',
      [subjectId, at],
    );
    return ended.length > 0;
  }

  /** After a restore: it had ended already. */
  async remove(uow: UnitOfWork, subjectId: SubjectId): Promise<void> {
    await runStatement(uow, 'DELETE FROM processing_restrictions WHERE subject_id = $1', [subjectId]);
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
