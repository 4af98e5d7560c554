import { Personal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What a person has: running balances, and the lots and open holds they are made of. PostgreSQL hands out `bigint` as text. */
@Entity('credit_accounts')
export class CreditAccountRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  sequence!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  available!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  held!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  owed!: string;

  /** Lots that still count and open holds; instants as milliseconds since 1970. */
  @Column('json')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  book!: unknown;

  /** When a sweep should look into it. */
  @Column('timestamptz', { name: 'due_at', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  dueAt!: Date | null;
}

/** Credits that were granted together. Never changed: what became of them stands in book and journal. */
@Entity('credit_lots')
export class CreditLotRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  source!: string;

  @Column('text', { nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  reference!: string | null;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  amount!: string;

  @Column('integer')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  priority!: number;

  @Column('timestamptz', { name: 'expires_at', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  expiresAt!: Date | null;

  @Column('bigint', { name: 'granted_sequence' })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  grantedSequence!: string;
}

/** One balanced movement: a line of the statement, with its entries position by position in four arrays. Never changed. */
@Entity('credit_transactions')
export class CreditTransactionRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @PrimaryColumn('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  sequence!: string;

  @Column('uuid')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  id!: string;

  @Column('timestamptz')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  at!: Date;

  @Column('text')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  kind!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  amount!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  balance!: string;

  @Column('bigint')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  held!: string;

  @Column('uuid', { name: 'hold_id', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  holdId!: string | null;

  @Column('boolean', { name: 'ends_hold' })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  endsHold!: boolean;

  @Column('timestamptz', { name: 'hold_expires_at', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  holdExpiresAt!: Date | null;

  @Column('uuid', { name: 'creation_id', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  creationId!: string | null;

  @Column('character varying')
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  note!: string;

  @Column('character varying', { name: 'command_key', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  commandKey!: string | null;

  @Column('character varying', { name: 'command_digest', nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  commandDigest!: string | null;

  @Column('jsonb', { nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  outcome!: unknown;

  @Column('text', { array: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  accounts!: string[];

  @Column('uuid', { name: 'lot_ids', array: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  lotIds!: string[];

  @Column('uuid', { name: 'claim_lot_ids', array: true, nullable: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  claimLotIds!: (string | null)[] | null;

  @Column('int8', { array: true })
  @Personal({ category: 'billing.credit-ledger', subject: 'subject_id', onErasure: 'delete' })
  amounts!: string[];
}

/** The ledger's part of the data map. */
export const creditsEntities = [CreditAccountRow, CreditLotRow, CreditTransactionRow] as const;
