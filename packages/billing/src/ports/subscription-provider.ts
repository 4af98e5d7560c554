import type { Instant } from '@keepword/primitives';

export interface SubscriptionCheckoutRequest {
  /** Our subscription; the vendor's metadata carries this id and nothing else of ours. Also the idempotency key. */
  readonly subscriptionId: string;
  readonly plan: {
    readonly id: string;
    readonly name: string;
    readonly credits: number;
    /** Per interval. */
    readonly amountMinor: number;
    /** ISO 4217, lower case. */
    readonly currency: string;
    readonly interval: 'month';
  };
  /** The vendor's own name of this buyer from an earlier subscription, so that it does not make a second one of them. */
  readonly vendorCustomerId: string | null;
  /** Null where the profile does not let the processor have the address from us. */
  readonly customerEmail: string | null;
  /** Absolute addresses on our web client. */
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/** What a subscription's checkout came to. */
export interface SubscriptionCheckout {
  readonly state: 'open' | 'complete' | 'expired';
  /** Null until it is complete. */
  readonly vendorSubscriptionId: string | null;
}

/** A subscription as its processor has it at the moment of asking. */
export interface VendorSubscription {
  readonly vendorSubscriptionId: string;
  readonly vendorCustomerId: string | null;
  /** `incomplete`: the first payment is not through. `past-due`: a renewal is not, and is tried again. `canceled`: over. */
  readonly state: 'incomplete' | 'active' | 'past-due' | 'canceled';
  readonly cancelAtPeriodEnd: boolean;
  /** End of the period that was billed last. */
  readonly currentPeriodEndsAt: Instant | null;
  readonly endedAt: Instant | null;
}

/** One paid bill of a subscription. */
export interface PaidInvoice {
  readonly invoiceId: string;
  readonly vendorSubscriptionId: string;
  /** What we called it, as the vendor gives it back; null when it does not. */
  readonly subscriptionId: string | null;
  /** What refunds and disputes will name; null when no money moved. */
  readonly paymentId: string | null;
  readonly amountMinor: number;
  /** ISO 4217, lower case. */
  readonly currency: string;
  /** The period that it pays for. */
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** A processor that bills by the month. Events only say that something changed; what it is now is asked here. Each throws PaymentsUnavailable. */
export interface SubscriptionProvider {
  createCheckout(request: SubscriptionCheckoutRequest): Promise<{ readonly checkoutId: string; readonly url: string }>;
  /** Null when the vendor does not know it. */
  findCheckout(checkoutId: string): Promise<SubscriptionCheckout | null>;
  /** Makes a checkout that nobody has paid unusable. `complete`: too late, it was paid. */
  closeCheckout(checkoutId: string): Promise<'closed' | 'complete'>;
  findSubscription(vendorSubscriptionId: string): Promise<VendorSubscription | null>;
  /** `now` asks for no more money for what is not paid yet. Repeating it changes nothing. */
  cancel(vendorSubscriptionId: string, when: 'at-period-end' | 'now'): Promise<void>;
  /** Takes a cancellation at the period's end back. */
  resume(vendorSubscriptionId: string): Promise<void>;
  /** The processor's own page where a bill that is open can be paid, with another card too; null when none is. */
  findPayPage(vendorSubscriptionId: string): Promise<string | null>;
  /** Null when it is not known, not paid or not a subscription's. */
  findInvoice(invoiceId: string): Promise<PaidInvoice | null>;
  /** Newest first, at most a year of them. */
  paidInvoices(vendorSubscriptionId: string): Promise<readonly PaidInvoice[]>;
}
