import { NotPersonal } from '@keepword/data-map';
import type { Instant, UnitOfWork } from '@keepword/primitives';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { TableAccess } from '../table-access.js';
import { entityManagerOf } from '../unit-of-work.js';

/** A contract with one who receives data, as the team recorded it. */
@Entity('recipient_agreements')
export class RecipientAgreementRow {
  @PrimaryColumn('text', { name: 'recipient_id' })
  @NotPersonal('a company')
  recipientId!: string;

  @PrimaryColumn('text')
  @NotPersonal('what kind of contract')
  kind!: string;

  @Column('date', { name: 'signed_on' })
  @NotPersonal('day of a contract')
  signedOn!: string;

  @Column('date', { name: 'expires_on', nullable: true })
  @NotPersonal('end of a contract')
  expiresOn!: string | null;

  @Column('text')
  @NotPersonal('where a contract lies')
  reference!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  @NotPersonal('when it was recorded')
  recordedAt!: Date;
}

export const agreementsSchema = {
  up: [
    `CREATE TABLE recipient_agreements (
       recipient_id text NOT NULL CHECK (length(recipient_id) BETWEEN 1 AND 60),
       kind text NOT NULL CHECK (kind IN ('dpa', 'sccs')),
       signed_on date NOT NULL,
       expires_on date,
       reference text NOT NULL CHECK (length(reference) BETWEEN 1 AND 200),
       recorded_at timestamptz NOT NULL,
       PRIMARY KEY (recipient_id, kind),
       CHECK (expires_on > signed_on)
     )`,
  ],
  down: ['DROP TABLE recipient_agreements'],
};

export const agreementsTables: readonly TableAccess[] = [
  { table: 'recipient_agreements', subjectColumn: null, grants: { privacy_service: ['SELECT', 'INSERT', 'UPDATE'] } },
];

export interface RecipientAgreement {
  readonly recipientId: string;
  /** A contract for processing on our behalf, or standard contractual clauses. */
  readonly kind: 'dpa' | 'sccs';
  /** Days as `2026-11-21`. */
  readonly signedOn: string;
  /** Null: until it is ended. */
  readonly expiresOn: string | null;
  /** 1 to 200 characters. */
  readonly reference: string;
}

export class PostgresRecipientAgreements {
  list(uow: UnitOfWork): Promise<RecipientAgreement[]> {
    return entityManagerOf(uow).query(
      `SELECT recipient_id AS "recipientId", kind, signed_on::text AS "signedOn", expires_on::text AS "expiresOn", reference
         FROM recipient_agreements ORDER BY recipient_id, kind`,
    );
  }

  async put(uow: UnitOfWork, { recipientId, kind, signedOn, expiresOn, reference }: RecipientAgreement, at: Instant): Promise<void> {
    await entityManagerOf(uow).query(
      `INSERT INTO recipient_agreements (recipient_id, kind, signed_on, expires_on, reference, recorded_at) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (recipient_id, kind) DO UPDATE SET signed_on = $3, expires_on = $4, reference = $5, recorded_at = $6`,
      [recipientId, kind, signedOn, expiresOn, reference, at],
    );
  }
}
