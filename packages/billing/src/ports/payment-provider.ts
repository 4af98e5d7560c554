import type { CustomerRecords } from './customer-records.js';
import type { PayerErasure } from './payer-erasure.js';
import type { SubscriptionProvider } from './subscription-provider.js';

export interface CheckoutRequest {
  /** Our purchase; the vendor's metadata carries this id and nothing else of ours. Also the idempotency key. */
  readonly purchaseId: string;
  readonly offer: {
    readonly id: string;
    readonly name: string;
    readonly credits: number;
    readonly amountMinor: number;
    /** ISO 4217, lower case. */
    readonly currency: string;
  };
  /** Null where the profile does not let the processor have the address from us (fluxgen). */
  readonly customerEmail: string | null;
  /** Absolute addresses on our web client. */
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** What a checkout came to, as the vendor tells when asked. */
export interface CheckoutStatus {
  readonly checkoutId: string;
  readonly purchaseId: string | null;
  readonly state: 'open' | 'paid' | 'expired';
  readonly paymentId: string | null;
  readonly amountMinor: number;
  /** ISO 4217, lower case. */
  readonly currency: string;
}

/**
 * Something about a subscription changed. What it is now has to be asked, so that neither the order of such events matters nor
 * their number. At least one of the two names is known.
 */
export type SubscriptionEvent = { readonly eventId: string; readonly occurredAt: Date } & (
  | { readonly type: 'subscription-changed'; readonly subscriptionId: string | null; readonly vendorSubscriptionId: string | null }
  | { readonly type: 'invoice-paid'; readonly invoiceId: string }
);

/** A verified event about one payment, in words common to all vendors. Amounts are minor units; refunds are told as the sum so far, so that order does not matter. */
export type PurchaseEvent = { readonly eventId: string; readonly occurredAt: Date } & (
  | { readonly type: 'checkout-paid'; readonly checkout: CheckoutStatus }
  | { readonly type: 'checkout-expired'; readonly checkoutId: string; readonly purchaseId: string | null }
  | { readonly type: 'refunded'; readonly paymentId: string; readonly refundedMinorTotal: number; readonly amountMinor: number }
  | {
      readonly type: 'dispute-opened' | 'dispute-won' | 'dispute-lost';
      readonly paymentId: string;
      readonly disputeId: string;
      readonly amountMinor: number;
    }
  | { readonly type: 'ignored'; readonly vendorType: string }
);

export type PaymentEvent = PurchaseEvent | SubscriptionEvent;

export interface PaymentWebhook {
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Uint8Array;
  readonly receivedAt: Date;
}

export interface PaymentProvider {
  readonly id: 'stripe' | 'creem';
  /** Null where we let this processor sell packs only. */
  readonly subscriptions: SubscriptionProvider | null;
  readonly payers: PayerErasure;
  /** Left out where the processor's records of customers cannot be corrected by its API. */
  readonly customers?: CustomerRecords;
  createCheckout(request: CheckoutRequest): Promise<{ readonly checkoutId: string; readonly url: string }>;
  /** For reconciliation: a paid checkout whose webhook never came. Null when the vendor does not know it. */
  findCheckout(checkoutId: string): Promise<CheckoutStatus | null>;
  refund(paymentId: string, amountMinor: number, idempotencyKey: string): Promise<void>;
  /** Verifies (constant time; age where the vendor signs one) and reads a webhook, and drops every card and customer detail. Never throws on what a stranger sends. */
  readWebhook(webhook: PaymentWebhook): Promise<PaymentEvent | { readonly refused: 'bad-signature' | 'stale' | 'malformed' }>;
}

/** The processor could not be reached or failed inside: the same call may be tried again. */
export class PaymentsUnavailable extends Error {
  override readonly name = 'PaymentsUnavailable';
}
