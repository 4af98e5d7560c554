import { NotPersonal, Personal } from '@keepword/data-map';
import type { Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofChoice = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'delete' });

/** Who wants that no machine decides alone about what they make (`fluxkontextpro.rights.automated-decisions-opt-out`, GDPR Art. 22). */
@Entity('human_decisions')
export class HumanDecisionsRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @ofChoice()
  subjectId!: string;

  @Column('timestamptz')
  @ofChoice()
  since!: Date;

  /** It no longer holds, and goes once the replay log knows of that. */
  @Column('timestamptz', { name: 'taken_back_at', nullable: true })
  @ofChoice()
  takenBackAt!: Date | null;

  @Column('boolean', { name: 'is_logged' })
  @NotPersonal('whether the replay log knows of it')
  isLogged!: boolean;
}

export const humanDecisionsSchema = {
  up: [
    `CREATE TABLE human_decisions (
       subject_id uuid PRIMARY KEY,
       since timestamptz NOT NULL,
       taken_back_at timestamptz,
       is_logged boolean NOT NULL DEFAULT false
     )`,
    `CREATE INDEX human_decisions_to_log ON human_decisions (since) WHERE NOT is_logged`,
  ],
  down: ['DROP TABLE human_decisions'],
};

export const humanDecisionsTables: readonly TableAccess[] = [
  {
    table: 'human_decisions',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT'],
      worker: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'],
      privacy_service: ['SELECT', 'INSERT', 'UPDATE'],
      participant_retention: ['SELECT'],
    },
  },
];

/** What the replay log is to know of somebody's choice; null when it knows. */
export interface UnloggedChoice {
  readonly decidedBy: 'person' | 'filter';
}

/** Every call acts for the subject of its transaction, but {@link toLog}. */
export class PostgresHumanDecisions {
  /** Since when; null for whoever has not asked. */
  async since(uow: UnitOfWork, subjectId: SubjectId): Promise<Instant | null> {
    const [found] = await runStatement<{ since: Date }>(
      uow,
      'SELECT since FROM human_decisions WHERE subject_id = $1 AND taken_back_at IS NULL',
      [subjectId],
    );
    return found?.since ?? null;
  }

  /** Asked for twice, it stands since the first time. */
  async ask(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<void> {
    await runStatement(
      uow,
      `INSERT INTO human_decisions AS known (subject_id, since) VALUES ($1, $2)
       ON CONFLICT (subject_id) DO UPDATE SET since = EXCLUDED.since, taken_back_at = NULL, is_logged = false
         WHERE known.taken_back_at IS NOT NULL`,
      [subjectId, at],
    );
  }

  /** Holds at once; the row goes by {@link settle}. */
  async takeBack(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<void> {
    await runStatement(
      uow,
      'UPDATE human_decisions SET taken_back_at = $2, is_logged = false WHERE subject_id = $1 AND taken_back_at IS NULL',
      [subjectId, at],
    );
  }

  /** Whose choice the replay log does not know yet; under a role that looks across people. */
  async toLog(uow: UnitOfWork, limit: number): Promise<SubjectId[]> {
    const rows = await runStatement<{ subjectId: string }>(
      uow,
      'SELECT subject_id AS "subjectId" FROM human_decisions WHERE NOT is_logged ORDER BY since LIMIT $1',
      [limit],
    );
    return rows.map(({ subjectId }) => subjectId);
  }

  /** Counts it as known to the log, which has to be told before this transaction ends; ends what was taken back. @returns null when it was known */
  async settle(uow: UnitOfWork, subjectId: SubjectId): Promise<UnloggedChoice | null> {
    const ended = await runStatement<object>(
      uow,
      'DELETE FROM human_decisions WHERE subject_id = $1 AND taken_back_at IS NOT NULL RETURNING subject_id',
      [subjectId],
    );
    if (ended.length > 0) return { decidedBy: 'filter' };
    const begun = await runStatement<object>(
      uow,
      'UPDATE human_decisions SET is_logged = true WHERE subject_id = $1 AND NOT is_logged RETURNING subject_id',
      [subjectId],
    );
    return begun.length > 0 ? { decidedBy: 'person' } : null;
  }

  /** After a restore: it holds, whatever the backup said of it. */
  async reinstate(uow: UnitOfWork, subjectId: SubjectId, since: Instant): Promise<void> {
    await runStatement(
      uow,
      `INSERT INTO human_decisions (subject_id, since, is_logged) VALUES ($1, $2, true)
       ON CONFLICT (subject_id) DO UPDATE SET taken_back_at = NULL, is_logged = true`,
      [subjectId, since],
    );
  }

  /** After a restore: it had been taken back already. */
  async remove(uow: UnitOfWork, subjectId: SubjectId): Promise<void> {
    await runStatement(uow, 'DELETE FROM human_decisions WHERE subject_id = $1', [subjectId]);
  }
}
