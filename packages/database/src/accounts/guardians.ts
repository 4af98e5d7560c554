import type { Guardian, GuardianStore } from '@keepword/accounts';
import { NotPersonal, Personal } from '@keepword/data-map';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofGuardian = () => Personal({ category: 'account.guardian', subject: 'subject_id', onErasure: 'delete' });

/** Who answers for a minor. The address is the guardian's; it goes with the account. */
@Entity('guardians')
export class GuardianRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @ofGuardian()
  subjectId!: string;

  @Column('text')
  @ofGuardian()
  email!: string;

  @Column('text')
  @NotPersonal('how far the consent is')
  state!: string;

  @Column('timestamptz', { name: 'asked_at' })
  @ofGuardian()
  askedAt!: Date;

  @Column('timestamptz', { name: 'agreed_at', nullable: true })
  @ofGuardian()
  agreedAt!: Date | null;
}

export const guardiansSchema = {
  up: [
    `CREATE TABLE guardians (
       subject_id uuid PRIMARY KEY,
       email text NOT NULL CHECK (length(email) <= 254),
       state text NOT NULL CHECK (state IN ('asked', 'confirmed', 'agreed')),
       asked_at timestamptz NOT NULL,
       agreed_at timestamptz,
       CHECK ((state = 'agreed') = (agreed_at IS NOT NULL))
     )`,
  ],
  down: ['DROP TABLE guardians'],
};

export const guardiansTables: readonly TableAccess[] = [
  {
    table: 'guardians',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE'],
      worker: ['SELECT'],
      privacy_service: ['SELECT'],
      participant_retention: ['SELECT'],
    },
  },
];

export class PostgresGuardians implements GuardianStore {
  async find(uow: UnitOfWork, subjectId: SubjectId): Promise<Guardian | null> {
    const [found] = await runStatement<Guardian>(
      uow,
      'SELECT email, state, asked_at AS "askedAt", agreed_at AS "agreedAt" FROM guardians WHERE subject_id = $1',
      [subjectId],
    );
    return found ?? null;
  }

  async put(uow: UnitOfWork, subjectId: SubjectId, { email, state, askedAt, agreedAt }: Guardian): Promise<void> {
    await runStatement(
      uow,
      `INSERT INTO guardians (subject_id, email, state, asked_at, agreed_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (subject_id) DO UPDATE SET email = $2, state = $3, asked_at = $4, agreed_at = $5`,
      [subjectId, email, state, askedAt, agreedAt],
    );
  }
}
