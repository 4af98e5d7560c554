export { applyPaymentEvent, type BillingPorts, type EventApplied, type EventRefusal } from './apply-payment-event.js';
export { type CreditGrants, type PurchasedCredits } from './ports/credit-grants.js';
export {
  PaymentsUnavailable,
  type CheckoutRequest,
  type CheckoutStatus,
  type PaymentEvent,
  type PaymentProvider,
  type PaymentWebhook,
} from './ports/payment-provider.js';
export { type PurchaseOwner, type PurchaseStore, type UnitsOfWork } from './ports/purchase-store.js';
export {
  offerSchema,
  type Dispute,
  type Offer,
  type PaymentFacts,
  type ProviderId,
  type Purchase,
  type PurchaseStatus,
} from './purchase.js';
export { packsOf } from './packs.js';
export { reconcile, type Reconciled } from './reconcile.js';
export { startPurchase, type StartPurchase } from './start-purchase.js';
