export { applyPaymentEvent, type EventRefusal } from './apply-payment-event.js';
export { type InvoiceRefusal, type SubscriptionPorts } from './apply-invoice.js';
export { applySubscriptionEvent, isSubscriptionEvent } from './apply-subscription-event.js';
export {
  cancelSubscription,
  findPayPage,
  resumeSubscription,
  type ChangePorts,
  type ChangeRefusal,
  type PayPage,
} from './change-subscription.js';
export { packsOf } from './packs.js';
export { plansOf, type Plan } from './plans.js';
export { type CorrectedEmail, type CustomerRecords } from './ports/customer-records.js';
export { type CreditGrants, type GrantedCredits, type PurchasedCredits } from './ports/credit-grants.js';
export {
  PaymentsUnavailable,
  type CheckoutRequest,
  type CheckoutStatus,
  type PaymentEvent,
  type PaymentProvider,
  type PaymentWebhook,
  type PurchaseEvent,
  type SubscriptionEvent,
} from './ports/payment-provider.js';
export { type PayerErased, type PayerErasure, type PayerTraces } from './ports/payer-erasure.js';
export { type PurchaseOwner, type PurchaseStore, type UnitsOfWork } from './ports/purchase-store.js';
export { type SubscriptionNotices } from './ports/subscription-notices.js';
export {
  type PaidInvoice,
  type SubscriptionCheckout,
  type SubscriptionCheckoutRequest,
  type SubscriptionProvider,
  type VendorSubscription,
} from './ports/subscription-provider.js';
export { type SubscriptionOwner, type SubscriptionsDue, type SubscriptionStore } from './ports/subscription-store.js';
export {
  offerSchema,
  type BilledPeriod,
  type Dispute,
  type Offer,
  type PaymentFacts,
  type ProviderId,
  type Purchase,
  type PurchaseStatus,
} from './purchase.js';
export { reconcile, type Reconciled } from './reconcile.js';
export { reconcileSubscriptions, type SubscriptionsReconciled } from './reconcile-subscriptions.js';
export { type BillingPorts, type EventApplied } from './settle-purchase.js';
export { startPurchase, type StartPurchase } from './start-purchase.js';
export { startSubscription, type StartRefusal, type StartSubscription } from './start-subscription.js';
export { creditsGrace, type Subscription, type SubscriptionNotice, type SubscriptionStatus } from './subscription.js';
