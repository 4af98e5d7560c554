import { Personal } from '@keepword/data-map';
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
}

export const humanDecisionsSchema = {
  up: [`CREATE TABLE human_decisions (subject_id uuid PRIMARY KEY, since timestamptz NOT NULL)`],
  down: ['DROP TABLE human_decisions'],
};

export const humanDecisionsTables: readonly TableAccess[] = [
  {
    table: 'human_decisions',
    subjectColumn: 'subject_id',
    grants: { core_api: ['SELECT'], worker: ['SELECT'], privacy_service: ['SELECT', 'INSERT', 'DELETE'] },
  },
];

/** Every call acts for the subject of its transaction. */
export class PostgresHumanDecisions {
  /** Since when; null for whoever has not asked. */
  async since(uow: UnitOfWork, subjectId: SubjectId): Promise<Instant | null> {
    const [found] = await runStatement<{ since: Date }>(uow, 'SELECT since FROM human_decisions WHERE subject_id = $1', [subjectId]);
    return found?.since ?? null;
  }

  /** Asked for twice, it stands since the first time. */
  async ask(uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<void> {
    await runStatement(uow, 'INSERT INTO human_decisions (subject_id, since) VALUES ($1, $2) ON CONFLICT (subject_id) DO NOTHING', [
      subjectId,
      at,
    ]);
  }

  async takeBack(uow: UnitOfWork, subjectId: SubjectId): Promise<void> {
    await runStatement(uow, 'DELETE FROM human_decisions WHERE subject_id = $1', [subjectId]);
  }
}
