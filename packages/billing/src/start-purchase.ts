import type { Id, Instant, SubjectId } from '@keepword/primitives';
import type { PaymentProvider } from './ports/payment-provider.js';
import type { PurchaseStore, UnitsOfWork } from './ports/purchase-store.js';
import { offerSchema, type Offer, type Purchase } from './purchase.js';

export interface StartPurchase {
  /** Chosen by the caller, who builds the return addresses with it; repeating the call with it repeats the purchase. */
  readonly purchaseId: Id;
  readonly subjectId: SubjectId;
  readonly offer: Offer;
  /** Null where the profile does not let the processor have it from us. */
  readonly customerEmail: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

/**
 * Notes the purchase, then opens the processor's checkout page for it. The call to the processor is in no unit of work: it
 * may take seconds, and its webhook names the purchase even if we die before we noted the checkout's id.
 * @throws PaymentsUnavailable when the processor cannot be reached; ZodError when the offer is malformed
 */
export async function startPurchase(
  ports: { readonly purchases: PurchaseStore; readonly units: UnitsOfWork; readonly provider: PaymentProvider },
  command: StartPurchase,
  at: Instant,
): Promise<{ readonly purchaseId: Id; readonly url: string }> {
  const { purchases, units, provider } = ports;
  const { purchaseId, subjectId, customerEmail, successUrl, cancelUrl } = command;
  const offer = offerSchema.parse(command.offer);
  await units.transaction(subjectId, async (uow) => {
    if (!(await purchases.lockPurchase(uow, purchaseId))) await purchases.insert(uow, openPurchase(command, provider.id, at));
  });
  const { checkoutId, url } = await provider.createCheckout({ purchaseId, offer, customerEmail, successUrl, cancelUrl });
  await units.transaction(subjectId, async (uow) => {
    const purchase = await purchases.lockPurchase(uow, purchaseId);
    if (purchase && purchase.vendorCheckoutId === null) await purchases.savePurchase(uow, { ...purchase, vendorCheckoutId: checkoutId });
  });
  return { purchaseId, url };
}

function openPurchase({ purchaseId, subjectId, offer }: StartPurchase, provider: Purchase['provider'], at: Instant): Purchase {
  const { id: offerId, credits, amountMinor, currency } = offer;
  const nothingYet = { vendorCheckoutId: null, vendorPaymentId: null, granted: false, clawedBackCredits: 0, revision: 0, paidAt: null };
  return {
    id: purchaseId,
    subjectId,
    provider,
    offerId,
    credits,
    amountMinor,
    currency,
    billed: null,
    ...nothingYet,
    status: 'open',
    createdAt: at,
  };
}
