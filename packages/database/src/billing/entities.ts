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

  @Column('uuid', { name: 'subscription_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subscriptionId!: string | null;

  @Column('text', { name: 'vendor_invoice_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorInvoiceId!: string | null;

  @Column('timestamptz', { name: 'period_starts_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  periodStartsAt!: Date | null;

  @Column('timestamptz', { name: 'period_ends_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  periodEndsAt!: Date | null;
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

/** What somebody pays for by the month, and how it stands. Kept as long as its invoices are. */
@Entity('subscriptions')
export class SubscriptionRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  provider!: string;

  @Column('text', { name: 'plan_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  planId!: string;

  @Column('integer')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  credits!: number;

  @Column('integer', { name: 'amount_minor' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  amountMinor!: number;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  currency!: string;

  @Column('text', { name: 'billing_interval' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  interval!: string;

  @Column('text', { name: 'vendor_checkout_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorCheckoutId!: string | null;

  @Column('text', { name: 'vendor_subscription_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorSubscriptionId!: string | null;

  @Column('text', { name: 'vendor_customer_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'delete' })
  vendorCustomerId!: string | null;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  status!: string;

  @Column('boolean', { name: 'cancel_at_period_end' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  cancelAtPeriodEnd!: boolean;

  @Column('timestamptz', { name: 'current_period_ends_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  currentPeriodEndsAt!: Date | null;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'started_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  startedAt!: Date | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  endedAt!: Date | null;

  @Column('timestamptz', { name: 'checked_at' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  checkedAt!: Date;

  @Column('integer')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  revision!: number;
}

/** Whose subscription it is, for webhooks that come from nobody. */
@Entity('subscription_owners')
export class SubscriptionOwnerRow {
  @PrimaryColumn('uuid', { name: 'subscription_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subscriptionId!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  provider!: string;

  @Column('text', { name: 'vendor_subscription_id', nullable: true })
  @Personal({ category: 'billing.payment', subject: 'subject_id', onErasure: 'pseudonymise' })
  vendorSubscriptionId!: string | null;
}

/** The purchases' part of the data map. */
export const billingEntities = [
  PurchaseRow,
  PurchaseOwnerRow,
  VendorPaymentRow,
  VendorEventRow,
  SubscriptionRow,
  SubscriptionOwnerRow,
] as const;
