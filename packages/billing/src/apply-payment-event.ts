import { isId, refuse, type Instant, type Refusal } from '@keepword/primitives';
import type { CheckoutStatus, PurchaseEvent } from './ports/payment-provider.js';
import type { PurchaseOwner, PurchaseStore, UnitsOfWork } from './ports/purchase-store.js';
import {
  markExpired,
  markPaid,
  mergePaymentEvent,
  type PaymentFacts,
  type ProviderId,
  type Purchase,
  type RefundOrDispute,
} from './purchase.js';
import { settlePurchase, type BillingPorts, type EventApplied } from './settle-purchase.js';

export type EventRefusal =
  | Refusal<'unknown-purchase'>
  /** Paid, but not what the offer costs: nothing is granted, and a person has to look. */
  | Refusal<'price-mismatch', { expectedMinor: number; paidMinor: number }>
  | Refusal<'paid-twice'>;

/**
 * Works a verified event in. Whatever order a purchase's events come in, and however often each, the end is the same: the
 * facts of a payment only grow, and what credits must do is always worked out from all of them.
 */
export async function applyPaymentEvent(
  ports: BillingPorts,
  provider: ProviderId,
  event: PurchaseEvent,
  at: Instant,
): Promise<EventApplied | EventRefusal> {
  switch (event.type) {
    case 'ignored':
      return { applied: 'ignored', purchase: null, grantedNow: false };
    case 'checkout-expired':
      return applyExpiry(ports, provider, event, at);
    case 'checkout-paid':
      return applyPayment(ports, provider, event, at);
    default:
      return applyRefundOrDispute(ports, provider, event, at);
  }
}

async function applyExpiry(
  { purchases, units }: BillingPorts,
  provider: ProviderId,
  event: Extract<PurchaseEvent, { type: 'checkout-expired' }>,
  at: Instant,
): Promise<EventApplied | EventRefusal> {
  const owner = await ownerOf(purchases, units, provider, event);
  if (!owner) return refuse('unknown-purchase');
  return units.transaction(owner.subjectId, async (uow) => {
    const purchase = await purchases.lockPurchase(uow, owner.purchaseId);
    if (!purchase) return refuse('unknown-purchase');
    const expired = markExpired(purchase);
    await purchases.savePurchase(uow, expired);
    await purchases.noteEvent(uow, provider, event, at);
    return { applied: 'settled', purchase: expired, grantedNow: false };
  });
}

async function applyPayment(
  ports: BillingPorts,
  provider: ProviderId,
  event: Extract<PurchaseEvent, { type: 'checkout-paid' }>,
  at: Instant,
): Promise<EventApplied | EventRefusal> {
  const { purchases, units } = ports;
  const { checkout } = event;
  const { paymentId } = checkout;
  if (checkout.state !== 'paid' || paymentId === null) return { applied: 'ignored', purchase: null, grantedNow: false };
  const owner = await ownerOf(purchases, units, provider, checkout);
  if (!owner) return refuse('unknown-purchase');
  return units.transaction(owner.subjectId, async (uow) => {
    const facts = await purchases.lockPayment(uow, provider, paymentId);
    const purchase = await purchases.lockPurchase(uow, owner.purchaseId);
    const wrong = purchase ? mismatch(purchase, facts, checkout) : refuse('unknown-purchase');
    if (!purchase || wrong) return wrong ?? refuse('unknown-purchase');
    const linked = { ...facts, purchaseId: purchase.id };
    await purchases.savePayment(uow, linked);
    await purchases.noteEvent(uow, provider, event, at);
    return settlePurchase(ports, uow, markPaid(purchase, paymentId, checkout.checkoutId, at), linked, at);
  });
}

/** Two steps: the payment's facts first, without knowing whose it is; then, if that is known, the purchase. A crash between leaves the event to be sent again. */
async function applyRefundOrDispute(
  ports: BillingPorts,
  provider: ProviderId,
  event: RefundOrDispute,
  at: Instant,
): Promise<EventApplied | EventRefusal> {
  const { purchases, units } = ports;
  const owner = await units.transaction(null, async (uow) => {
    const facts = mergePaymentEvent(await purchases.lockPayment(uow, provider, event.paymentId), event);
    await purchases.savePayment(uow, facts);
    if (facts.purchaseId !== null) return purchases.ownerOf(uow, facts.purchaseId);
    await purchases.noteEvent(uow, provider, event, at);
    return null;
  });
  if (!owner) return { applied: 'kept', purchase: null, grantedNow: false };
  return units.transaction(owner.subjectId, async (uow) => {
    const facts = await purchases.lockPayment(uow, provider, event.paymentId);
    const purchase = await purchases.lockPurchase(uow, owner.purchaseId);
    if (!purchase) return refuse('unknown-purchase');
    await purchases.noteEvent(uow, provider, event, at);
    return settlePurchase(ports, uow, purchase, facts, at);
  });
}

function mismatch(purchase: Purchase, facts: PaymentFacts, checkout: CheckoutStatus): EventRefusal | null {
  if (purchase.provider !== facts.provider) return refuse('unknown-purchase');
  const otherPayment = purchase.vendorPaymentId !== null && purchase.vendorPaymentId !== checkout.paymentId;
  if (otherPayment || (facts.purchaseId !== null && facts.purchaseId !== purchase.id)) return refuse('paid-twice');
  if (checkout.amountMinor === purchase.amountMinor && checkout.currency === purchase.currency) return null;
  return refuse('price-mismatch', { expectedMinor: purchase.amountMinor, paidMinor: checkout.amountMinor });
}

/** The id that we gave the processor is trusted only as far as it is one of ours at that processor. */
function ownerOf(
  purchases: PurchaseStore,
  units: UnitsOfWork,
  provider: ProviderId,
  { checkoutId, purchaseId }: { readonly checkoutId: string; readonly purchaseId: string | null },
): Promise<PurchaseOwner | null> {
  if (purchaseId !== null && !isId(purchaseId)) return Promise.resolve(null);
  return units.transaction(null, (uow) =>
    purchaseId === null ? purchases.ownerOfCheckout(uow, provider, checkoutId) : purchases.ownerOf(uow, purchaseId),
  );
}
