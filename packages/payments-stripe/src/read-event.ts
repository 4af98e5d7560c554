import type { CheckoutStatus, PaymentEvent } from '@keepword/billing';
import { z } from 'zod';
import { stripeInvoiceName, stripeReference, stripeSubscription } from './read-subscription.js';

/**
 * Only the fields that a purchase needs are named here, so whatever else the vendor sends (customer_details, the card, the
 * billing address) is gone after parsing. Field names follow docs.stripe.com/api/events.
 */
const minorUnits = z.number().int().nonnegative();

export const stripeSession = z.object({
  id: z.string().min(1).max(255),
  mode: z.string().max(20).nullish(),
  subscription: stripeReference,
  status: z.enum(['open', 'complete', 'expired']).nullish(),
  payment_status: z.enum(['paid', 'unpaid', 'no_payment_required']),
  payment_intent: stripeReference,
  amount_total: minorUnits.nullish(),
  currency: z.string().max(3).nullish(),
  client_reference_id: z.string().max(200).nullish(),
  metadata: z.object({ purchaseId: z.string().max(200).optional(), subscriptionId: z.string().max(200).optional() }).nullish(),
});
const charge = z.object({ payment_intent: stripeReference, amount: minorUnits, amount_refunded: minorUnits });
const dispute = z.object({
  id: z.string().min(1).max(255),
  payment_intent: stripeReference,
  amount: minorUnits,
  status: z.string().max(60),
});

const event = z.object({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(255),
  created: z.number().int().nonnegative().max(8_640_000_000_000),
  data: z.object({ object: z.unknown() }),
});

export function checkoutStatus(session: z.infer<typeof stripeSession>): CheckoutStatus {
  return {
    checkoutId: session.id,
    purchaseId: purchaseOf(session),
    state: session.payment_status === 'paid' ? 'paid' : session.status === 'expired' ? 'expired' : 'open',
    paymentId: session.payment_intent ?? null,
    amountMinor: session.amount_total ?? 0,
    currency: (session.currency ?? '').toLowerCase(),
  };
}

const purchaseOf = (session: z.infer<typeof stripeSession>) => session.metadata?.purchaseId ?? session.client_reference_id ?? null;

/** @returns null when a verified body is not shaped like an event */
export function readEvent(body: unknown): PaymentEvent | null {
  const envelope = event.safeParse(body);
  if (!envelope.success) return null;
  const { id, type, created, data } = envelope.data;
  const common = { eventId: id, occurredAt: new Date(created * 1000) };
  const fact = readFact(type, data.object);
  return fact && { ...common, ...fact };
}

type Fact = PaymentEvent extends infer Each ? (Each extends PaymentEvent ? Omit<Each, 'eventId' | 'occurredAt'> : never) : never;

function readFact(type: string, object: unknown): Fact | null {
  switch (type) {
    // A method that settles later completes the session unpaid; the second type tells when the money came.
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return read(stripeSession, object, (session) =>
        session.mode === 'subscription'
          ? subscriptionChanged(session.metadata?.subscriptionId ?? session.client_reference_id, session.subscription)
          : session.payment_status === 'paid'
            ? { type: 'checkout-paid', checkout: checkoutStatus(session) }
            : { type: 'ignored', vendorType: type },
      );
    case 'checkout.session.expired':
      return read(stripeSession, object, (session) =>
        session.mode === 'subscription'
          ? subscriptionChanged(session.metadata?.subscriptionId ?? session.client_reference_id, session.subscription)
          : { type: 'checkout-expired', checkoutId: session.id, purchaseId: purchaseOf(session) },
      );
    case 'customer.subscription.created':
    case 'customer.subscription.updated':
    case 'customer.subscription.deleted':
    case 'customer.subscription.paused':
    case 'customer.subscription.resumed':
      return read(stripeSubscription, object, ({ id, metadata }) => subscriptionChanged(metadata?.subscriptionId, id));
    case 'invoice.paid':
    case 'invoice.payment_failed':
      return read(stripeInvoiceName, object, ({ id: invoiceId, parent }) => {
        const { subscription, metadata } = parent?.subscription_details ?? {};
        if (!subscription) return { type: 'ignored', vendorType: type };
        return type === 'invoice.paid' ? { type: 'invoice-paid', invoiceId } : subscriptionChanged(metadata?.subscriptionId, subscription);
      });
    case 'charge.refunded':
      return read(charge, object, ({ payment_intent: paymentId, amount, amount_refunded: refunded }) =>
        paymentId
          ? { type: 'refunded', paymentId, refundedMinorTotal: refunded, amountMinor: amount }
          : { type: 'ignored', vendorType: type },
      );
    case 'charge.dispute.created':
    case 'charge.dispute.closed':
      return read(dispute, object, ({ id: disputeId, payment_intent: paymentId, amount: amountMinor, status }) => {
        const outcome = type === 'charge.dispute.created' ? 'dispute-opened' : disputeEnding(status);
        return paymentId && outcome ? { type: outcome, paymentId, disputeId, amountMinor } : { type: 'ignored', vendorType: type };
      });
    default:
      return { type: 'ignored', vendorType: type };
  }
}

const subscriptionChanged = (subscriptionId: string | null | undefined, vendorSubscriptionId: string | null | undefined): Fact => ({
  type: 'subscription-changed',
  subscriptionId: subscriptionId ?? null,
  vendorSubscriptionId: vendorSubscriptionId ?? null,
});

/** An inquiry that was closed without becoming a chargeback leaves the money with us, as a won dispute does. */
function disputeEnding(status: string): 'dispute-won' | 'dispute-lost' | null {
  if (status === 'won' || status === 'warning_closed') return 'dispute-won';
  return status === 'lost' ? 'dispute-lost' : null;
}

function read<Shape>(schema: z.ZodType<Shape>, object: unknown, map: (value: Shape) => Fact): Fact | null {
  const parsed = schema.safeParse(object);
  return parsed.success ? map(parsed.data) : null;
}
