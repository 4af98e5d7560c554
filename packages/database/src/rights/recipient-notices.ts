import { NotPersonal, Personal } from '@keepword/data-map';
import {
  noticeReasons,
  noticeStates,
  type NoticeMatter,
  type NoticeReason,
  type NoticeState,
  type RecipientNotice,
} from '@keepword/data-rights';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { runStatement } from '../unit-of-work.js';

const ofNotice = () => Personal({ category: 'privacy.case', subject: 'subject_id', onErasure: 'delete' });

/** Whom we told of a correction or a restriction, and whom we could not (GDPR Art. 19). */
@Entity('recipient_notices')
export class RecipientNoticeRow {
  @PrimaryColumn('uuid')
  @ofNotice()
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @ofNotice()
  subjectId!: string;

  @Column('text')
  @ofNotice()
  matter!: string;

  @Column('uuid', { name: 'cause_id' })
  @ofNotice()
  causeId!: string;

  @Column('text')
  @ofNotice()
  recipient!: string;

  @Column('text')
  @ofNotice()
  state!: string;

  @Column('text', { nullable: true })
  @ofNotice()
  reason!: string | null;

  @Column('integer')
  @NotPersonal('how often it was tried')
  attempts!: number;

  /** Only until the notice is settled. */
  @Column('text', { name: 'former_address', nullable: true })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  formerAddress!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @ofNotice()
  createdAt!: Date;

  @Column('timestamptz', { name: 'due_at', nullable: true })
  @NotPersonal('when it is tried again')
  dueAt!: Date | null;

  @Column('timestamptz', { name: 'settled_at', nullable: true })
  @ofNotice()
  settledAt!: Date | null;
}

const oneOf = (values: readonly string[]) => values.map((value) => `'${value}'`).join(', ');

export const recipientNoticesSchema = {
  up: [
    `CREATE TABLE recipient_notices (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       matter text NOT NULL CHECK (matter IN ('address', 'restriction')),
       cause_id uuid NOT NULL,
       recipient text NOT NULL CHECK (length(recipient) <= 60),
       state text NOT NULL CHECK (state IN (${oneOf(noticeStates)})),
       reason text CHECK (reason IN (${oneOf(noticeReasons)})),
       attempts integer NOT NULL CHECK (attempts >= 0),
       former_address text CHECK (length(former_address) <= 254),
       created_at timestamptz NOT NULL,
       due_at timestamptz,
       settled_at timestamptz,
       UNIQUE (cause_id, recipient),
       CHECK ((state = 'due') = (due_at IS NOT NULL) AND (state = 'due') = (settled_at IS NULL)),
       CHECK (state = 'due' OR former_address IS NULL),
       CHECK (state = 'due' OR (state = 'told') = (reason IS NULL))
     )`,
    `CREATE INDEX recipient_notices_subject ON recipient_notices (subject_id, created_at)`,
    `CREATE INDEX recipient_notices_due ON recipient_notices (due_at) WHERE due_at IS NOT NULL`,
  ],
  down: ['DROP TABLE recipient_notices'],
};

export const recipientNoticesTables: readonly TableAccess[] = [
  {
    table: 'recipient_notices',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['SELECT', 'INSERT', 'UPDATE'],
      worker: ['SELECT', 'INSERT', 'UPDATE'],
      privacy_service: ['SELECT'],
      participant_retention: ['SELECT'],
      participant_cases: ['SELECT'],
    },
  },
];

/** By what others know somebody, as far as our own rows say. */
export interface Disclosures {
  /** The identity vendor's own numbers. */
  readonly identityUserIds: readonly string[];
  /** `stripe`, `creem`: where something was bought or begun to be. */
  readonly paymentProviders: readonly string[];
  /** `replicate`, `fal`, `cog`: who worked on a creation. */
  readonly modelVendors: readonly string[];
}

interface NoticeColumns extends Omit<RecipientNotice, 'matter' | 'state' | 'reason'> {
  readonly matter: string;
  readonly state: string;
  readonly reason: string | null;
}

const columns = `id, subject_id AS "subjectId", matter, cause_id AS "causeId", recipient, state, reason, attempts,
  former_address AS "formerAddress", created_at AS "createdAt", due_at AS "dueAt", settled_at AS "settledAt"`;

/** Most of a person that are shown at once. */
const shownMax = 100;

/** Every call acts for the subject of its transaction, but {@link due}. */
export class PostgresRecipientNotices {
  /** A cause that is known already, with the same recipient, stays as it is. */
  async add(uow: UnitOfWork, notices: readonly RecipientNotice[]): Promise<void> {
    for (const one of notices)
      await runStatement(
        uow,
        `INSERT INTO recipient_notices (id, subject_id, matter, cause_id, recipient, state, reason, attempts, former_address, created_at, due_at, settled_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (cause_id, recipient) DO NOTHING`,
        [
          one.id,
          one.subjectId,
          one.matter,
          one.causeId,
          one.recipient,
          one.state,
          one.reason,
          one.attempts,
          one.formerAddress,
          one.createdAt,
          one.dueAt,
          one.settledAt,
        ],
      );
  }

  async find(uow: UnitOfWork, id: Id): Promise<RecipientNotice | null> {
    const [found] = await runStatement<NoticeColumns>(uow, `SELECT ${columns} FROM recipient_notices WHERE id = $1`, [id]);
    return found ? noticeOf(found) : null;
  }

  /** Only one that is still due: what was settled meanwhile stays. */
  async save(uow: UnitOfWork, { id, state, reason, attempts, formerAddress, dueAt, settledAt }: RecipientNotice): Promise<void> {
    await runStatement(
      uow,
      `UPDATE recipient_notices SET state = $2, reason = $3, attempts = $4, former_address = $5, due_at = $6, settled_at = $7
        WHERE id = $1 AND state = 'due'`,
      [id, state, reason, attempts, formerAddress, dueAt, settledAt],
    );
  }

  /** Of one correction or one case. */
  async ofCause(uow: UnitOfWork, subjectId: SubjectId, causeId: Id): Promise<RecipientNotice[]> {
    const found = await runStatement<NoticeColumns>(
      uow,
      `SELECT ${columns} FROM recipient_notices WHERE subject_id = $1 AND cause_id = $2 ORDER BY recipient`,
      [subjectId, causeId],
    );
    return found.map(noticeOf);
  }

  /** Of a person's corrections from some instant on, oldest first. */
  async ofCorrections(uow: UnitOfWork, subjectId: SubjectId, since: Instant): Promise<RecipientNotice[]> {
    const found = await runStatement<NoticeColumns>(
      uow,
      `SELECT ${columns} FROM recipient_notices WHERE subject_id = $1 AND matter = 'address' AND created_at >= $2
        ORDER BY created_at, recipient LIMIT ${shownMax}`,
      [subjectId, since],
    );
    return found.map(noticeOf);
  }

  /** Those whose time has come, with whom they are about; not of accounts that are being erased, whose vendors hear that instead. Under a role that looks across people. */
  due(uow: UnitOfWork, at: Instant, limit: number): Promise<{ readonly id: Id; readonly subjectId: SubjectId }[]> {
    return runStatement<{ id: Id; subjectId: SubjectId }>(
      uow,
      `SELECT id, subject_id AS "subjectId" FROM recipient_notices n
        WHERE due_at <= $1 AND NOT EXISTS (SELECT FROM accounts a WHERE a.subject_id = n.subject_id AND a.state = 'closed')
        ORDER BY due_at LIMIT $2`,
      [at, limit],
    );
  }

  async disclosures(uow: UnitOfWork, subjectId: SubjectId): Promise<Disclosures> {
    const [found] = await runStatement<Disclosures>(
      uow,
      `SELECT ARRAY(SELECT DISTINCT vendor_user_id FROM identity_links WHERE subject_id = $1 AND vendor_user_id IS NOT NULL ORDER BY 1) AS "identityUserIds",
              ARRAY(SELECT provider FROM purchases WHERE subject_id = $1 UNION SELECT provider FROM subscriptions WHERE subject_id = $1 ORDER BY 1) AS "paymentProviders",
              ARRAY(SELECT DISTINCT vendor FROM predictions WHERE subject_id = $1 ORDER BY 1) AS "modelVendors"`,
      [subjectId],
    );
    return found ?? { identityUserIds: [], paymentProviders: [], modelVendors: [] };
  }

  /** A payment processor's own numbers of the person. */
  async customerIds(uow: UnitOfWork, subjectId: SubjectId, provider: string): Promise<string[]> {
    const rows = await runStatement<{ id: string }>(
      uow,
      `SELECT DISTINCT vendor_customer_id AS id FROM subscriptions
        WHERE subject_id = $1 AND provider = $2 AND vendor_customer_id IS NOT NULL ORDER BY 1`,
      [subjectId, provider],
    );
    return rows.map(({ id }) => id);
  }
}

const noticeOf = (row: NoticeColumns): RecipientNotice => ({
  ...row,
  matter: row.matter as NoticeMatter,
  state: row.state as NoticeState,
  reason: row.reason as NoticeReason | null,
});
