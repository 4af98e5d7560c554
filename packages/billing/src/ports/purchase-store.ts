import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { PaymentFacts, ProviderId, Purchase } from '../purchase.js';

export interface PurchaseOwner {
  readonly purchaseId: Id;
  readonly subjectId: SubjectId;
}

/** Opens units of work: for one person, or (null) for what belongs to nobody. */
export interface UnitsOfWork {
  transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
}

/** Where purchases are kept. What is locked stays so until the unit of work ends; lock the payment before the purchase. */
export interface PurchaseStore {
  insert(uow: UnitOfWork, purchase: Purchase): Promise<void>;
  /** In a unit of work of nobody. */
  ownerOf(uow: UnitOfWork, purchaseId: Id): Promise<PurchaseOwner | null>;
  ownerOfCheckout(uow: UnitOfWork, provider: ProviderId, checkoutId: string): Promise<PurchaseOwner | null>;
  /** Null when it is not this person's. */
  lockPurchase(uow: UnitOfWork, purchaseId: Id): Promise<Purchase | null>;
  /** The purchase that an invoice of a subscription is; null until it was told of. Lock its subscription before. */
  lockPurchaseOfInvoice(uow: UnitOfWork, provider: ProviderId, vendorInvoiceId: string): Promise<Purchase | null>;
  /** Begins the record of a payment that nobody has told of before. */
  lockPayment(uow: UnitOfWork, provider: ProviderId, paymentId: string): Promise<PaymentFacts>;
  savePurchase(uow: UnitOfWork, purchase: Purchase): Promise<void>;
  savePayment(uow: UnitOfWork, facts: PaymentFacts): Promise<void>;
  /** Notes that an event was worked in; false when it had been before. */
  noteEvent(
    uow: UnitOfWork,
    provider: ProviderId,
    event: { readonly eventId: string; readonly type: string },
    at: Instant,
  ): Promise<boolean>;
  /** Newest first, older than `before` when given. */
  purchasesOf(uow: UnitOfWork, subjectId: SubjectId, page: { readonly before: Id | null; readonly limit: number }): Promise<Purchase[]>;
  /** Over all people, oldest first: still open, with a checkout at this processor. */
  openPurchases(uow: UnitOfWork, provider: ProviderId, createdBefore: Instant, limit: number): Promise<Purchase[]>;
}
