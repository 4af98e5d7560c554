import type { GuardianLink, GuardianLinkStore } from '@keepword/accounts';
import { NotPersonal, Personal } from '@keepword/data-map';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofGuardian = () => Personal({ category: 'account.guardian', subject: 'subject_id', onErasure: 'delete' });

/** A link to the page on which a guardian supervises an account; of its secret only a keyed digest. */
@Entity('guardian_links')
export class GuardianLinkRow {
  @PrimaryColumn('uuid')
  @ofGuardian()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @ofGuardian()
  subjectId!: string;

  @Column('bytea')
  @NotPersonal('keyed digest of a random value')
  digest!: Buffer;

  @Column('timestamptz', { name: 'created_at' })
  @ofGuardian()
  createdAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  @NotPersonal('end of a thirty-day window')
  expiresAt!: Date;
}

/** Guardians have no account: a mailed link is how they see totals and decide. It names an account and nothing in it. */
export const guardianLinksSchema = {
  up: [
    `CREATE TABLE guardian_links (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       digest bytea NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
       created_at timestamptz NOT NULL,
       expires_at timestamptz NOT NULL CHECK (expires_at > created_at)
     )`,
    `CREATE INDEX guardian_links_subject ON guardian_links (subject_id, created_at)`,
    `CREATE INDEX guardian_links_expiry ON guardian_links (expires_at)`,
  ],
  down: ['DROP TABLE guardian_links'],
};

/** Read before it is known who asks: the digest of a secret is the key. */
export const guardianLinksTables: readonly TableAccess[] = [
  {
    table: 'guardian_links',
    subjectColumn: null,
    grants: { core_api: ['SELECT', 'INSERT'], participant_retention: ['SELECT', 'DELETE'] },
  },
];

export class PostgresGuardianLinks implements GuardianLinkStore {
  async insert(uow: UnitOfWork, { id, subjectId, digest, createdAt, expiresAt }: GuardianLink): Promise<void> {
    await runStatement(uow, 'INSERT INTO guardian_links (id, subject_id, digest, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)', [
      id,
      subjectId,
      digest,
      createdAt,
      expiresAt,
    ]);
  }

  async find(uow: UnitOfWork, digest: Uint8Array): Promise<GuardianLink | null> {
    const [found] = await runStatement<GuardianLink>(
      uow,
      `SELECT id, subject_id AS "subjectId", digest, created_at AS "createdAt", expires_at AS "expiresAt" FROM guardian_links WHERE digest = $1`,
      [digest],
    );
    return found ?? null;
  }

  async countSince(uow: UnitOfWork, subjectId: SubjectId, since: Date): Promise<number> {
    await runStatement(uow, 'SELECT 1 FROM guardians WHERE subject_id = $1 FOR UPDATE', [subjectId]);
    const [counted] = await runStatement<{ count: number }>(
      uow,
      'SELECT count(*)::int AS count FROM guardian_links WHERE subject_id = $1 AND created_at > $2',
      [subjectId, since],
    );
    return counted?.count ?? 0;
  }
}
