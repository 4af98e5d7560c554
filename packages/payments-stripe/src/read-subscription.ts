import type { PaidInvoice, VendorSubscription } from '@keepword/billing';
import { z } from 'zod';

/**
 * Only what a subscription needs of Stripe's objects is named here, so the customer's name, addresses and card are gone after
 * parsing. Field names follow docs.stripe.com/api/subscriptions and /invoices.
 */
export const stripeReference = z.union([z.string().max(255), z.object({ id: z.string().max(255) }).transform(({ id }) => id)]).nullish();
const seconds = z.number().int().nonnegative().max(8_640_000_000_000);
const ourId = z.object({ subscriptionId: z.string().max(200).optional() }).nullish();

export const stripeSubscriptionSession = z.object({
  status: z.enum(['open', 'complete', 'expired']),
  subscription: stripeReference,
});

export const stripeSubscription = z.object({
  id: z.string().min(1).max(255),
  customer: stripeReference,
  status: z.string().max(60),
  cancel_at_period_end: z.boolean(),
  cancel_at: seconds.nullish(),
  ended_at: seconds.nullish(),
  items: z.object({ data: z.array(z.object({ current_period_end: seconds })).max(100) }),
  metadata: ourId,
});

/** What an event's invoice tells: which it is, and of which subscription. */
export const stripeInvoiceName = z.object({
  id: z.string().min(1).max(255),
  parent: z.object({ subscription_details: z.object({ subscription: stripeReference, metadata: ourId }).nullish() }).nullish(),
});

export const stripeInvoice = stripeInvoiceName.extend({
  status: z.string().max(60).nullish(),
  amount_paid: z.number().int().nonnegative(),
  currency: z.string().max(3),
  lines: z.object({ data: z.array(z.object({ period: z.object({ start: seconds, end: seconds }) })).max(250) }),
  payments: z
    .object({ data: z.array(z.object({ status: z.string().max(60), payment: z.object({ payment_intent: stripeReference }) })).max(100) })
    .nullish(),
});

const states: Readonly<Record<string, VendorSubscription['state']>> = {
  incomplete: 'incomplete',
  incomplete_expired: 'canceled',
  trialing: 'active',
  active: 'active',
  past_due: 'past-due',
  unpaid: 'past-due',
  paused: 'past-due',
  canceled: 'canceled',
};

/** @throws Error for a state that Stripe did not have when this was written: better to be told again than to guess */
export function vendorSubscription(subscription: z.infer<typeof stripeSubscription>): VendorSubscription {
  const { id, customer, status, items, cancel_at: cancelAt, ended_at: endedAt } = subscription;
  const state = states[status];
  if (!state) throw new Error(`Stripe tells of a subscription in a state that is not known: ${status}`);
  const periodEnds = items.data.map(({ current_period_end: end }) => end);
  return {
    vendorSubscriptionId: id,
    vendorCustomerId: customer ?? null,
    state,
    cancelAtPeriodEnd: subscription.cancel_at_period_end || typeof cancelAt === 'number',
    currentPeriodEndsAt: periodEnds.length > 0 ? instant(Math.max(...periodEnds)) : null,
    endedAt: typeof endedAt === 'number' ? instant(endedAt) : null,
  };
}

/** Null for an invoice that is not paid or not a subscription's. The invoice's own period is the one before; its lines say what is paid for. */
export function paidInvoice(invoice: z.infer<typeof stripeInvoice>): PaidInvoice | null {
  const { subscription, metadata } = invoice.parent?.subscription_details ?? {};
  const [newest] = invoice.lines.data.toSorted((a, b) => b.period.end - a.period.end);
  if (invoice.status !== 'paid' || !subscription || !newest) return null;
  const paid = invoice.payments?.data.find(({ status, payment }) => status === 'paid' && payment.payment_intent);
  return {
    invoiceId: invoice.id,
    vendorSubscriptionId: subscription,
    subscriptionId: metadata?.subscriptionId ?? null,
    paymentId: paid?.payment.payment_intent ?? null,
    amountMinor: invoice.amount_paid,
    currency: invoice.currency.toLowerCase(),
    startsAt: instant(newest.period.start),
    endsAt: instant(newest.period.end),
  };
}

const instant = (unixSeconds: number) => new Date(unixSeconds * 1000);
