import { sendMail } from '@keepword/contracts';
import { NotPersonal, Personal } from '@keepword/data-map';
import { newId, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { PostgresOutbox } from '../outbox/outbox.js';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

/** A mail that is due. The job carries only its id; the row goes once the mail was handed over. */
@Entity('outgoing_mails')
export class OutgoingMailRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'communication.message', subject: 'subject_id', onErasure: 'delete' })
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'communication.message', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'communication.message', subject: 'subject_id', onErasure: 'delete' })
  template!: string;

  /** Only where the mail must go to an address that the account no longer has; null means the account's own. */
  @Column('text', { name: 'to_address', nullable: true })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  toAddress!: string | null;

  /** What the template is about: a purchase, a subscription, an export, a moderator's decision, a guardian's link or what one is asked to approve. */
  @Column('uuid', { name: 'ref_id', nullable: true })
  @Personal({ category: 'communication.message', subject: 'subject_id', onErasure: 'delete' })
  refId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @NotPersonal('when the mail became due; the row lives for moments')
  createdAt!: Date;
}

export const outgoingMailSchema = {
  up: [
    `CREATE TABLE outgoing_mails (
       id uuid PRIMARY KEY,
       subject_id uuid NOT NULL,
       template text NOT NULL CHECK (template IN ('receipt', 'email-change-notice', 'account-closed', 'subscription-payment-failed',
         'subscription-cancellation', 'subscription-ended', 'export-ready', 'moderation-decision', 'guardian-page', 'spend-approval')),
       to_address text CHECK (length(to_address) <= 254),
       ref_id uuid,
       created_at timestamptz NOT NULL
     )`,
    `CREATE INDEX outgoing_mails_created ON outgoing_mails (created_at)`,
  ],
  down: ['DROP TABLE outgoing_mails'],
};

export const outgoingMailTables: readonly TableAccess[] = [
  {
    table: 'outgoing_mails',
    subjectColumn: 'subject_id',
    grants: {
      core_api: ['INSERT'],
      worker: ['SELECT', 'INSERT', 'DELETE'],
      participant_cases: ['INSERT'],
      participant_retention: ['SELECT', 'DELETE'],
    },
  },
];

export type MailTemplate =
  | 'receipt'
  | 'email-change-notice'
  | 'account-closed'
  | 'subscription-payment-failed'
  | 'subscription-cancellation'
  | 'subscription-ended'
  | 'export-ready'
  | 'moderation-decision'
  | 'guardian-page'
  | 'spend-approval';

export interface OutgoingMail {
  readonly id: string;
  readonly subjectId: SubjectId;
  readonly template: MailTemplate;
  readonly toAddress: string | null;
  readonly refId: string | null;
}

export class PostgresOutgoingMail {
  readonly #outbox = new PostgresOutbox();

  /** Writes the mail and the job that sends it, in the caller's transaction. */
  async add(uow: UnitOfWork, mail: Omit<OutgoingMail, 'id'>, at: Date): Promise<void> {
    const id = newId(at);
    await entityManagerOf(uow).query(
      'INSERT INTO outgoing_mails (id, subject_id, template, to_address, ref_id, created_at) VALUES ($1, $2, $3, $4, $5, $6)',
      [id, mail.subjectId, mail.template, mail.toAddress, mail.refId, at],
    );
    await this.#outbox.append(uow, sendMail.topic, { mailId: id, subjectId: mail.subjectId }, at);
  }

  async find(uow: UnitOfWork, id: string): Promise<OutgoingMail | null> {
    const [mail] = await entityManagerOf(uow).query<OutgoingMail[]>(
      'SELECT id, subject_id AS "subjectId", template, to_address AS "toAddress", ref_id AS "refId" FROM outgoing_mails WHERE id = $1',
      [id],
    );
    return mail ?? null;
  }

  async remove(uow: UnitOfWork, id: string): Promise<void> {
    await entityManagerOf(uow).query('DELETE FROM outgoing_mails WHERE id = $1', [id]);
  }
}
