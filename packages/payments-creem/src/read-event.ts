import type { CheckoutStatus, PaymentEvent } from '@keepword/billing';
import { z } from 'zod';

/**
 * Only the fields that a purchase needs are named, so the customer, the country and the custom fields are gone after parsing.
 * Field names follow docs.creem.io/code/webhooks. A checkout tells its purchase by `request_id` and, again, in its metadata.
 */
const name = z.string().min(1).max(255);
const minorUnits = z.number().int().nonnegative();

const order = z.object({
  status: z.string().max(60),
  transaction: name.nullish(),
  amount: minorUnits,
  amount_paid: minorUnits.nullish(),
  currency: z.string().max(3),
});
const checkout = z.object({
  id: name,
  request_id: name.nullish(),
  order: order.nullish(),
  metadata: z.object({ purchaseId: name.optional() }).nullish(),
});
const transaction = z.object({ id: name, amount: minorUnits, refunded_amount: minorUnits.nullish() });
const refund = z.object({ status: z.string().max(60), refund_amount: minorUnits, transaction });
const dispute = z.object({ id: name, amount: minorUnits, transaction: transaction.pick({ id: true }) });

const event = z.object({
  id: name,
  eventType: name,
  /** Milliseconds since 1970. */
  created_at: z.number().int().nonnegative().max(8_640_000_000_000_000),
  object: z.unknown(),
});

type Fact = PaymentEvent extends infer Each ? (Each extends PaymentEvent ? Omit<Each, 'eventId' | 'occurredAt'> : never) : never;

/** @returns null when a verified body is not shaped like an event */
export function readEvent(body: unknown): PaymentEvent | null {
  const envelope = event.safeParse(body);
  if (!envelope.success) return null;
  const { id, eventType, created_at: createdAt, object } = envelope.data;
  const fact = readFact(eventType, object);
  return fact && { eventId: id, occurredAt: new Date(createdAt), ...fact };
}

function readFact(type: string, object: unknown): Fact | null {
  switch (type) {
    case 'checkout.completed':
      return read(checkout, object, (completed) => {
        const paid = paidCheckout(completed);
        return paid ? { type: 'checkout-paid', checkout: paid } : { type: 'ignored', vendorType: type };
      });
    case 'refund.created':
      return read(refund, object, ({ status, refund_amount: amount, transaction: of }) =>
        // There is no later event for a refund that is still pending, so it counts at once; the total may not hold it yet.
        status === 'failed' || status === 'canceled'
          ? { type: 'ignored', vendorType: type }
          : { type: 'refunded', paymentId: of.id, refundedMinorTotal: Math.max(of.refunded_amount ?? 0, amount), amountMinor: of.amount },
      );
    case 'dispute.created':
      return read(dispute, object, ({ id, amount, transaction: of }) => ({
        type: 'dispute-opened',
        paymentId: of.id,
        disputeId: id,
        amountMinor: amount,
      }));
    default:
      return { type: 'ignored', vendorType: type };
  }
}

/** A completed checkout grants only when its order says `paid`. */
function paidCheckout({ id, request_id: requestId, order: of, metadata }: z.infer<typeof checkout>): CheckoutStatus | null {
  if (of?.status !== 'paid') return null;
  return {
    checkoutId: id,
    purchaseId: metadata?.purchaseId ?? requestId ?? null,
    state: 'paid',
    paymentId: of.transaction ?? null,
    amountMinor: of.amount_paid ?? of.amount,
    currency: of.currency.toLowerCase(),
  };
}

function read<Shape>(schema: z.ZodType<Shape>, object: unknown, map: (value: Shape) => Fact): Fact | null {
  const parsed = schema.safeParse(object);
  return parsed.success ? map(parsed.data) : null;
}
