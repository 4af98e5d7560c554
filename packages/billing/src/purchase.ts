import type { Id, Instant, SubjectId } from '@keepword/primitives';
import { z } from 'zod';
import type { PaymentProvider, PurchaseEvent } from './ports/payment-provider.js';

export type ProviderId = PaymentProvider['id'];

/** A pack of credits at a price; which there are is the profile's data. */
export const offerSchema = z.strictObject({
  id: z.string().min(1).max(60),
  name: z.string().min(1).max(120),
  credits: z.int().min(1).max(10_000_000),
  /** Price in minor units (cents). */
  amountMinor: z.int().min(1).max(100_000_000),
  /** ISO 4217, lower case. */
  currency: z.string().regex(/^[a-z]{3}$/),
});
export type Offer = z.infer<typeof offerSchema>;

export type PurchaseStatus = 'open' | 'paid' | 'expired' | 'partly-refunded' | 'refunded' | 'disputed';

/** What a subscription's purchase paid for. */
export interface BilledPeriod {
  readonly subscriptionId: Id;
  readonly vendorInvoiceId: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
}

/** Credits bought at once, or (with {@link Purchase.billed}) by one paid invoice of a subscription. */
export interface Purchase {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly provider: ProviderId;
  readonly offerId: string;
  readonly credits: number;
  readonly amountMinor: number;
  readonly currency: string;
  /** Null for a pack. */
  readonly billed: BilledPeriod | null;
  readonly vendorCheckoutId: string | null;
  readonly vendorPaymentId: string | null;
  readonly status: PurchaseStatus;
  /** Whether the credits were given; true once and for ever. */
  readonly granted: boolean;
  /** How many of them are taken back now. */
  readonly clawedBackCredits: number;
  /** Counts the changes of {@link Purchase.clawedBackCredits}: the idempotency key of each. */
  readonly revision: number;
  readonly createdAt: Instant;
  readonly paidAt: Instant | null;
}

export interface Dispute {
  readonly state: 'opened' | 'lost' | 'won';
  readonly amountMinor: number;
}

/** What a processor has said about one payment so far. Merging events into it gives the same whatever their order and number. */
export interface PaymentFacts {
  readonly provider: ProviderId;
  readonly paymentId: string;
  /** Null until the payment's own event came: refunds and disputes can overtake it. */
  readonly purchaseId: Id | null;
  readonly refundedMinor: number;
  readonly disputes: Readonly<Record<string, Dispute>>;
}

export type RefundOrDispute = Extract<PurchaseEvent, { paymentId: string }>;

/** What the credits of a purchase must now do; carried out in the same unit of work that saves the purchase. */
export type CreditEffect = { readonly effect: 'grant' | 'claw-back' | 'restore'; readonly credits: number; readonly key: string };

const disputeRank = { opened: 0, lost: 1, won: 2 } as const;

/** A later sum replaces an earlier one by being larger; a dispute only moves forward. */
export function mergePaymentEvent(facts: PaymentFacts, event: RefundOrDispute): PaymentFacts {
  if (event.type === 'refunded') return { ...facts, refundedMinor: Math.max(facts.refundedMinor, event.refundedMinorTotal) };
  const told: Dispute = {
    state: event.type === 'dispute-opened' ? 'opened' : event.type === 'dispute-won' ? 'won' : 'lost',
    amountMinor: event.amountMinor,
  };
  const known = facts.disputes[event.disputeId];
  const state = known && disputeRank[known.state] > disputeRank[told.state] ? known.state : told.state;
  const amountMinor = Math.max(known?.amountMinor ?? 0, told.amountMinor);
  return { ...facts, disputes: { ...facts.disputes, [event.disputeId]: { state, amountMinor } } };
}

/** The purchase after its payment arrived; granting follows from {@link settle}. */
export function markPaid(purchase: Purchase, paymentId: string, checkoutId: string | null, at: Instant): Purchase {
  return {
    ...purchase,
    vendorPaymentId: paymentId,
    vendorCheckoutId: purchase.vendorCheckoutId ?? checkoutId,
    paidAt: purchase.paidAt ?? at,
  };
}

/** An expired checkout ends a purchase only as long as no payment came. */
export function markExpired(purchase: Purchase): Purchase {
  return purchase.paidAt === null ? { ...purchase, status: 'expired' } : purchase;
}

/**
 * Brings a paid purchase in line with the facts: credits are granted once; the share of the price that was refunded or is
 * disputed (open or lost) is taken back, rounded in the buyer's favour, and given back when a dispute is won.
 */
export function settle(
  purchase: Purchase,
  facts: PaymentFacts,
): { readonly purchase: Purchase; readonly effects: readonly CreditEffect[] } {
  if (purchase.paidAt === null) return { purchase, effects: [] };
  const effects: CreditEffect[] = [];
  if (!purchase.granted) effects.push({ effect: 'grant', credits: purchase.credits, key: `grant:${purchase.id}` });
  const disputedMinor = Object.values(facts.disputes)
    .filter(({ state }) => state !== 'won')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  const takenMinor = Math.min(purchase.amountMinor, facts.refundedMinor + disputedMinor);
  const target = Math.floor((purchase.credits * takenMinor) / purchase.amountMinor);
  const change = target - purchase.clawedBackCredits;
  const revision = change === 0 ? purchase.revision : purchase.revision + 1;
  if (change !== 0) {
    effects.push({ effect: change > 0 ? 'claw-back' : 'restore', credits: Math.abs(change), key: `clawback:${purchase.id}:${revision}` });
  }
  const status = statusOf(purchase, facts, disputedMinor);
  return { purchase: { ...purchase, granted: true, clawedBackCredits: target, revision, status }, effects };
}

function statusOf(purchase: Purchase, { refundedMinor }: PaymentFacts, disputedMinor: number): PurchaseStatus {
  if (disputedMinor > 0) return 'disputed';
  if (refundedMinor >= purchase.amountMinor) return 'refunded';
  return refundedMinor > 0 ? 'partly-refunded' : 'paid';
}
