import { isId, isRefusal, newId, refuse, type Instant, type Refusal } from '@keepword/primitives';
import type { PaidInvoice } from './ports/subscription-provider.js';
import type { SubscriptionNotices } from './ports/subscription-notices.js';
import type { SubscriptionOwner, SubscriptionStore } from './ports/subscription-store.js';
import { markPaid, type ProviderId } from './purchase.js';
import { settlePurchase, type BillingPorts, type EventApplied } from './settle-purchase.js';
import { purchaseOfInvoice, type InvoiceMismatch } from './subscription.js';

export interface SubscriptionPorts extends BillingPorts {
  readonly subscriptions: SubscriptionStore;
  readonly notices: SubscriptionNotices;
}

export type InvoiceRefusal =
  | InvoiceMismatch
  /** It says paid, and no payment stands behind it that could be refunded: a person has to look. */
  | Refusal<'without-payment'>
  | Refusal<'paid-twice'>;

/** Gives the credits of one paid invoice, once, however often and by whatever way it is told; also when its subscription is over meanwhile. */
export async function applyPaidInvoice(
  ports: SubscriptionPorts,
  provider: ProviderId,
  invoice: PaidInvoice,
  at: Instant,
): Promise<EventApplied | InvoiceRefusal> {
  const { purchases, subscriptions, units } = ports;
  const { paymentId, invoiceId } = invoice;
  const owner = await ownerNamed(ports, provider, invoice);
  if (!owner) return refuse('unknown-subscription');
  if (paymentId === null) return refuse('without-payment');
  return units.transaction(owner.subjectId, async (uow) => {
    const facts = await purchases.lockPayment(uow, provider, paymentId);
    const subscription = await subscriptions.lock(uow, owner.subscriptionId);
    if (!subscription || subscription.provider !== provider) return refuse('unknown-subscription');
    const known = await purchases.lockPurchaseOfInvoice(uow, provider, invoiceId);
    const purchase = known ?? purchaseOfInvoice(subscription, invoice, newId(at), at);
    if (isRefusal(purchase)) return purchase;
    const paidOtherwise = purchase.vendorPaymentId !== null && purchase.vendorPaymentId !== paymentId;
    if (paidOtherwise || (facts.purchaseId !== null && facts.purchaseId !== purchase.id)) return refuse('paid-twice');
    if (!known) await purchases.insert(uow, purchase);
    const linked = { ...facts, purchaseId: purchase.id };
    await purchases.savePayment(uow, linked);
    return settlePurchase(ports, uow, markPaid(purchase, paymentId, null, at), linked, at);
  });
}

/** Whose subscription it is. The id that we gave the processor is trusted only as far as it is one of ours. */
export async function ownerNamed(
  { subscriptions, units }: Pick<SubscriptionPorts, 'subscriptions' | 'units'>,
  provider: ProviderId,
  named: { readonly subscriptionId: string | null; readonly vendorSubscriptionId: string | null },
): Promise<SubscriptionOwner | null> {
  const { subscriptionId, vendorSubscriptionId } = named;
  return units.transaction(null, async (uow) => {
    if (subscriptionId !== null) return isId(subscriptionId) ? subscriptions.ownerOf(uow, subscriptionId) : null;
    return vendorSubscriptionId === null ? null : subscriptions.ownerAt(uow, provider, vendorSubscriptionId);
  });
}
