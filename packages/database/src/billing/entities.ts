import { NotPersonal, Personal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** What somebody bought, and what it came to. Kept pseudonymised for as long as tax law asks. */
@Entity('purchases')
export class PurchaseRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  provider!: string;

  @Column('text', { name: 'offer_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  offerId!: string;

  @Column('integer')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  credits!: number;

  @Column('integer', { name: 'amount_minor' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  amountMinor!: number;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  currency!: string;

  @Column('text', { name: 'vendor_checkout_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorCheckoutId!: string | null;

  @Column('text', { name: 'vendor_payment_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorPaymentId!: string | null;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  status!: string;

  @Column('boolean')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  granted!: boolean;

  @Column('integer', { name: 'clawed_back_credits' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  clawedBackCredits!: number;

  @Column('integer')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  revision!: number;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'paid_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  paidAt!: Date | null;
}

/** Whose purchase it is, for webhooks that come from nobody. */
@Entity('purchase_owners')
export class PurchaseOwnerRow {
  @PrimaryColumn('uuid', { name: 'purchase_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  purchaseId!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  provider!: string;

  @Column('text', { name: 'vendor_checkout_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorCheckoutId!: string | null;
}

/** Refunds and disputes by payment, which may be told before the payment itself. */
@Entity('vendor_payments')
export class VendorPaymentRow {
  @PrimaryColumn('text')
  @Personal({ category: 'billing.payment', subject: 'purchase_id -> purchases.subject_id', onErasure: 'pseudonymise' })
  provider!: string;

  @PrimaryColumn('text', { name: 'vendor_payment_id' })
  @Personal({ category: 'billing.payment', subject: 'purchase_id -> purchases.subject_id', onErasure: 'pseudonymise' })
  vendorPaymentId!: string;

  @Column('uuid', { name: 'purchase_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'purchase_id -> purchases.subject_id', onErasure: 'pseudonymise' })
  purchaseId!: string | null;

  @Column('integer', { name: 'refunded_minor' })
  @Personal({ category: 'billing.payment', subject: 'purchase_id -> purchases.subject_id', onErasure: 'pseudonymise' })
  refundedMinor!: number;

  @Column('jsonb')
  @Personal({ category: 'billing.payment', subject: 'purchase_id -> purchases.subject_id', onErasure: 'pseudonymise' })
  disputes!: unknown;
}

/** Which events of a processor have been worked in. */
@Entity('vendor_events')
export class VendorEventRow {
  @PrimaryColumn('text')
  @NotPersonal('which processor')
  provider!: string;

  @PrimaryColumn('text', { name: 'event_id' })
  @NotPersonal('the processor’s own number of an event; leads to nobody without its account')
  eventId!: string;

  @Column('text')
  @NotPersonal('what kind of event')
  type!: string;

  @Column('timestamptz', { name: 'received_at' })
  @NotPersonal('when it came')
  receivedAt!: Date;
}

/** The purchases' part of the data map. */
export const billingEntities = [PurchaseRow, PurchaseOwnerRow, VendorPaymentRow, VendorEventRow] as const;
