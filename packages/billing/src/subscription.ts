import { addPeriod, refuse, type Id, type Instant, type Refusal, type SubjectId } from '@keepword/primitives';
import type { PaidInvoice, VendorSubscription } from './ports/subscription-provider.js';
import type { ProviderId, Purchase } from './purchase.js';

/**
 * `incomplete`: the checkout is open or its first payment under way. `expired`: it ended without a payment. `past-due`: a
 * renewal was not paid and is tried again. `canceled`: it ran and is over, for ever.
 */
export type SubscriptionStatus = 'incomplete' | 'expired' | 'active' | 'past-due' | 'canceled';

export interface Subscription {
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly provider: ProviderId;
  readonly planId: string;
  /** Credits per period, at this price; both stay as they were when it was started. */
  readonly credits: number;
  readonly amountMinor: number;
  readonly currency: string;
  readonly interval: 'month';
  readonly vendorCheckoutId: string | null;
  readonly vendorSubscriptionId: string | null;
  readonly vendorCustomerId: string | null;
  readonly status: SubscriptionStatus;
  readonly cancelAtPeriodEnd: boolean;
  readonly currentPeriodEndsAt: Instant | null;
  readonly createdAt: Instant;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  /** When it was last compared with the processor. */
  readonly checkedAt: Instant;
  /** Counts every save: what the processor was asked before another save is not written over it. */
  readonly revision: number;
}

/** What the processor says when asked; `waiting` and `abandoned` are about a checkout that has not become a subscription. */
export type SubscriptionTold = { readonly state: 'waiting' } | { readonly state: 'abandoned' } | VendorSubscription;

/** What a person is told of by mail. */
export type SubscriptionNotice = 'payment-failed' | 'cancellation' | 'ended';

/** Checkouts can be paid for a day at the processors' own pages; one that is still waiting then is given up, unless a payment comes all the same. */
const givenUpAfter = 'P2D';
/** Credits of a period can be spent this much longer, so that a late renewal interrupts nobody. */
export const creditsGrace = 'P3D';

export const isRunning = ({ status }: Subscription): boolean => status === 'active' || status === 'past-due';

/**
 * Brings a subscription in line with what its processor says now. Saying it again changes nothing and tells nobody again.
 * What is over stays over.
 */
export function followProcessor(
  subscription: Subscription,
  told: SubscriptionTold,
  at: Instant,
): { readonly subscription: Subscription; readonly notices: readonly SubscriptionNotice[] } {
  const seen = { ...subscription, checkedAt: at, revision: subscription.revision + 1 };
  if (subscription.status === 'canceled') return { subscription: seen, notices: [] };
  if (told.state === 'waiting' || told.state === 'abandoned') {
    const givenUp = addPeriod(subscription.createdAt, givenUpAfter) <= at;
    const over = subscription.status === 'incomplete' && (told.state === 'abandoned' || givenUp);
    return { subscription: over ? { ...seen, status: 'expired' } : seen, notices: [] };
  }
  const { vendorSubscriptionId, cancelAtPeriodEnd, currentPeriodEndsAt } = told;
  const runs = told.state === 'active' || told.state === 'past-due';
  const started = subscription.startedAt !== null || runs;
  const status = statusOf(told, started);
  const next: Subscription = {
    ...seen,
    vendorSubscriptionId,
    vendorCustomerId: told.vendorCustomerId ?? subscription.vendorCustomerId,
    status,
    cancelAtPeriodEnd: runs && cancelAtPeriodEnd,
    currentPeriodEndsAt,
    startedAt: subscription.startedAt ?? (runs ? at : null),
    endedAt: status === 'canceled' ? (told.endedAt ?? at) : null,
  };
  return { subscription: next, notices: noticesOf(subscription, next) };
}

function statusOf({ state }: VendorSubscription, started: boolean): SubscriptionStatus {
  if (state === 'canceled') return started ? 'canceled' : 'expired';
  return state === 'incomplete' && started ? 'past-due' : state;
}

function noticesOf(before: Subscription, now: Subscription): SubscriptionNotice[] {
  if (now.status === 'canceled') return ['ended'];
  const notices: SubscriptionNotice[] = [];
  if (now.status === 'past-due' && before.status !== 'past-due') notices.push('payment-failed');
  if (now.cancelAtPeriodEnd && !before.cancelAtPeriodEnd) notices.push('cancellation');
  return notices;
}

/** What a person's «cancel» means: the paid period is kept to its end; where nothing is paid, it ends at once. */
export function decideCancellation(subscription: Subscription): 'nothing-to-do' | 'at-period-end' | 'now' | Refusal<'not-running'> {
  switch (subscription.status) {
    case 'canceled':
      return 'nothing-to-do';
    case 'past-due':
      return 'now';
    case 'active':
      return subscription.cancelAtPeriodEnd ? 'nothing-to-do' : 'at-period-end';
    default:
      return refuse('not-running');
  }
}

/** A cancellation can be taken back until the period is over. */
export function decideResumption(subscription: Subscription): 'nothing-to-do' | 'resume' | Refusal<'not-running'> {
  if (!isRunning(subscription)) return refuse('not-running');
  return subscription.cancelAtPeriodEnd ? 'resume' : 'nothing-to-do';
}

export type InvoiceMismatch = Refusal<'unknown-subscription'> | Refusal<'price-mismatch', { expectedMinor: number; paidMinor: number }>;

/** The purchase that a paid invoice is, not granted yet; refused when it is not what the plan costs. */
export function purchaseOfInvoice(subscription: Subscription, invoice: PaidInvoice, id: Id, at: Instant): Purchase | InvoiceMismatch {
  const { id: subscriptionId, subjectId, provider, planId: offerId, credits, amountMinor, currency, vendorSubscriptionId } = subscription;
  if (vendorSubscriptionId !== null && vendorSubscriptionId !== invoice.vendorSubscriptionId) return refuse('unknown-subscription');
  if (invoice.amountMinor !== amountMinor || invoice.currency !== currency)
    return refuse('price-mismatch', { expectedMinor: amountMinor, paidMinor: invoice.amountMinor });
  const { invoiceId: vendorInvoiceId, startsAt, endsAt } = invoice;
  return {
    id,
    subjectId,
    provider,
    offerId,
    credits,
    amountMinor,
    currency,
    billed: { subscriptionId, vendorInvoiceId, startsAt, endsAt },
    vendorCheckoutId: null,
    vendorPaymentId: null,
    status: 'open',
    granted: false,
    clawedBackCredits: 0,
    revision: 0,
    createdAt: at,
    paidAt: null,
  };
}

/** The end of a period's credits: some days after the period's. Where we learn of a payment too late for that, they last a full period from then. */
export function creditsEndAt({ startsAt, endsAt }: { readonly startsAt: Instant; readonly endsAt: Instant }, at: Instant): Instant {
  const lateMs = at > endsAt ? at.getTime() - startsAt.getTime() : 0;
  return new Date(addPeriod(endsAt, creditsGrace).getTime() + lateMs);
}
