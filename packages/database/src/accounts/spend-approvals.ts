import type { SpendApproval } from '@keepword/accounts';
import { NotPersonal, Personal } from '@keepword/data-map';
import type { Id, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofGuardian = () => Personal({ category: 'account.guardian', subject: 'subject_id', onErasure: 'delete' });

/** What a minor asked to buy, and what the guardian said. The purchase itself is another record, kept as tax law asks. */
@Entity('spend_approvals')
export class SpendApprovalRow {
  @PrimaryColumn('uuid')
  @ofGuardian()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @ofGuardian()
  subjectId!: string;

  @Column('text', { name: 'offer_id' })
  @ofGuardian()
  offerId!: string;

  @Column('integer')
  @ofGuardian()
  credits!: number;

  @Column('integer', { name: 'amount_minor' })
  @ofGuardian()
  amountMinor!: number;

  @Column('text')
  @ofGuardian()
  currency!: string;

  @Column('boolean')
  @NotPersonal('whether the offer is charged every month')
  monthly!: boolean;

  @Column('text')
  @ofGuardian()
  state!: string;

  @Column('timestamptz', { name: 'asked_at' })
  @ofGuardian()
  askedAt!: Date;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  @ofGuardian()
  decidedAt!: Date | null;

  @Column('timestamptz', { name: 'used_at', nullable: true })
  @ofGuardian()
  usedAt!: Date | null;
}

/** A minor buys only what a guardian approved. Personal data: which offers a minor asked for, and the guardian's answers. */
export const spendApprovalsSchema = {
  up: [
    `CREATE TABLE spend_approvals (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       offer_id text NOT NULL CHECK (length(offer_id) BETWEEN 1 AND 60),
       credits integer NOT NULL CHECK (credits BETWEEN 1 AND 10000000),
       amount_minor integer NOT NULL CHECK (amount_minor > 0),
       currency text NOT NULL CHECK (currency ~ '^[a-z]{3}$'),
       monthly boolean NOT NULL,
       state text NOT NULL CHECK (state IN ('waiting', 'approved', 'declined', 'used')),
       asked_at timestamptz NOT NULL,
       decided_at timestamptz,
       used_at timestamptz,
       CHECK ((state = 'waiting') = (decided_at IS NULL)),
       CHECK ((state = 'used') = (used_at IS NOT NULL))
     )`,
    `CREATE INDEX spend_approvals_subject ON spend_approvals (subject_id, id)`,
    `CREATE INDEX spend_approvals_asked ON spend_approvals (asked_at)`,
  ],
  down: ['DROP TABLE spend_approvals'],
};

export const spendApprovalsTables: readonly TableAccess[] = [
  {
    table: 'spend_approvals',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE'],
      worker: ['SELECT'],
      participant_retention: ['SELECT', 'DELETE'],
    },
  },
];

const columns = `id, subject_id AS "subjectId", offer_id AS "offerId", credits, amount_minor AS "amountMinor", currency, monthly, state,
  asked_at AS "askedAt", decided_at AS "decidedAt", used_at AS "usedAt"`;

type Row = Omit<SpendApproval, 'offer'> & SpendApproval['offer'];

export class PostgresSpendApprovals {
  /**
   * What was asked since then, at most 200. Whoever else asks for the same person, or answers one of these, waits until this unit of work is
   * over: a guardian who takes an approval back while it is being used hears that it was used.
   */
  async lockAll(uow: UnitOfWork, subjectId: SubjectId, since: Date): Promise<SpendApproval[]> {
    // A minor has one guardian's row, also before the first question.
    await runStatement(uow, 'SELECT 1 FROM guardians WHERE subject_id = $1 FOR UPDATE', [subjectId]);
    const rows = await runStatement<Row>(
      uow,
      `SELECT ${columns} FROM spend_approvals WHERE subject_id = $1 AND asked_at > $2 ORDER BY id DESC LIMIT 200 FOR UPDATE`,
      [subjectId, since],
    );
    return rows.map(approvalOf);
  }

  /** Null when it is not this person's. */
  async lock(uow: UnitOfWork, id: Id): Promise<SpendApproval | null> {
    const [row] = await runStatement<Row>(uow, `SELECT ${columns} FROM spend_approvals WHERE id = $1 FOR UPDATE`, [id]);
    return row ? approvalOf(row) : null;
  }

  /** Null when it is not this person's. */
  async find(uow: UnitOfWork, id: Id): Promise<SpendApproval | null> {
    const [row] = await runStatement<Row>(uow, `SELECT ${columns} FROM spend_approvals WHERE id = $1`, [id]);
    return row ? approvalOf(row) : null;
  }

  /** Newest first, older than `before` when given. */
  async page(
    uow: UnitOfWork,
    subjectId: SubjectId,
    { before, limit }: { readonly before: Id | null; readonly limit: number },
  ): Promise<SpendApproval[]> {
    const rows = await runStatement<Row>(
      uow,
      `SELECT ${columns} FROM spend_approvals WHERE subject_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3`,
      [subjectId, before, limit],
    );
    return rows.map(approvalOf);
  }

  async insert(uow: UnitOfWork, { id, subjectId, offer, state, askedAt, decidedAt, usedAt }: SpendApproval): Promise<void> {
    await runStatement(
      uow,
      `INSERT INTO spend_approvals (id, subject_id, offer_id, credits, amount_minor, currency, monthly, state, asked_at, decided_at, used_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [id, subjectId, offer.offerId, offer.credits, offer.amountMinor, offer.currency, offer.monthly, state, askedAt, decidedAt, usedAt],
    );
  }

  /** What was asked never changes. */
  async save(uow: UnitOfWork, { id, state, decidedAt, usedAt }: SpendApproval): Promise<void> {
    await runStatement(uow, 'UPDATE spend_approvals SET state = $2, decided_at = $3, used_at = $4 WHERE id = $1', [
      id,
      state,
      decidedAt,
      usedAt,
    ]);
  }
}

function approvalOf({ offerId, credits, amountMinor, currency, monthly, ...rest }: Row): SpendApproval {
  return { ...rest, offer: { offerId, credits, amountMinor, currency, monthly } };
}
