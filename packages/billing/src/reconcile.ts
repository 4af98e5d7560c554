import { isRefusal, type Instant } from '@keepword/primitives';
import { applyPaymentEvent } from './apply-payment-event.js';
import type { PaymentProvider } from './ports/payment-provider.js';
import type { UnitsOfWork } from './ports/purchase-store.js';
import type { BillingPorts, EventApplied } from './settle-purchase.js';

export interface Reconciled {
  readonly asked: number;
  /** Purchases that were paid without our having been told. */
  readonly found: readonly EventApplied[];
  readonly expired: number;
  /** Codes of what could not be worked in; for a log. */
  readonly refused: readonly string[];
}

/**
 * Asks the processor about purchases that are still open: a webhook that never came must not cost anybody their credits.
 * @param sweep units of work that may cross people
 * @throws PaymentsUnavailable when the processor cannot be reached; what was found until then is kept
 */
export async function reconcile(
  ports: BillingPorts & { readonly provider: PaymentProvider; readonly sweep: UnitsOfWork },
  due: { readonly createdBefore: Instant; readonly limit: number },
  at: Instant,
): Promise<Reconciled> {
  const { provider, purchases, sweep } = ports;
  const open = await sweep.transaction(null, (uow) =>
    purchases.openPurchases(uow, provider.id, due.createdBefore, Math.min(due.limit, 1_000)),
  );
  const found: EventApplied[] = [];
  const refused: string[] = [];
  let expired = 0;
  for (const { vendorCheckoutId } of open) {
    const checkout = vendorCheckoutId === null ? null : await provider.findCheckout(vendorCheckoutId);
    if (!checkout || checkout.state === 'open') continue;
    const told = { eventId: `reconcile:${checkout.checkoutId}`, occurredAt: at };
    const { checkoutId, purchaseId } = checkout;
    const answer = await applyPaymentEvent(
      ports,
      provider.id,
      checkout.state === 'paid'
        ? { ...told, type: 'checkout-paid', checkout }
        : { ...told, type: 'checkout-expired', checkoutId, purchaseId },
      at,
    );
    if (isRefusal(answer)) refused.push(answer.refused);
    else if (checkout.state === 'expired') expired += 1;
    else if (answer.grantedNow) found.push(answer);
  }
  return { asked: open.length, found, expired, refused };
}
