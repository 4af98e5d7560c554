import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { PurchaseOwner, PurchaseStore, UnitsOfWork } from '../ports/purchase-store.js';
import type { PaymentFacts, ProviderId, Purchase } from '../purchase.js';

/** Purchases in this process's memory; units of work run one after the other, and what they throw undoes nothing. */
export class MemoryPurchaseStore implements PurchaseStore, UnitsOfWork {
  private readonly purchases = new Map<Id, Purchase>();
  private readonly payments = new Map<string, PaymentFacts>();
  private readonly events = new Set<string>();
  private last: Promise<unknown> = Promise.resolve();

  transaction<T>(_subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    const mine = this.last.then(() => work({} as UnitOfWork));
    this.last = mine.then(
      () => undefined,
      () => undefined, // the caller has the failure; the next one only waits for the end
    );
    return mine;
  }

  insert(uow: UnitOfWork, purchase: Purchase): Promise<void> {
    return this.savePurchase(uow, purchase);
  }

  ownerOf(_uow: UnitOfWork, purchaseId: Id): Promise<PurchaseOwner | null> {
    return Promise.resolve(asOwner(this.purchases.get(purchaseId)));
  }

  ownerOfCheckout(_uow: UnitOfWork, provider: ProviderId, checkoutId: string): Promise<PurchaseOwner | null> {
    const known = [...this.purchases.values()].find((one) => one.provider === provider && one.vendorCheckoutId === checkoutId);
    return Promise.resolve(asOwner(known));
  }

  lockPurchase(_uow: UnitOfWork, purchaseId: Id): Promise<Purchase | null> {
    return Promise.resolve(this.purchases.get(purchaseId) ?? null);
  }

  lockPurchaseOfInvoice(_uow: UnitOfWork, provider: ProviderId, vendorInvoiceId: string): Promise<Purchase | null> {
    const known = [...this.purchases.values()].find((one) => one.provider === provider && one.billed?.vendorInvoiceId === vendorInvoiceId);
    return Promise.resolve(known ?? null);
  }

  lockPayment(_uow: UnitOfWork, provider: ProviderId, paymentId: string): Promise<PaymentFacts> {
    const begun = { provider, paymentId, purchaseId: null, refundedMinor: 0, disputes: {} };
    return Promise.resolve(this.payments.get(`${provider} ${paymentId}`) ?? begun);
  }

  savePurchase(_uow: UnitOfWork, purchase: Purchase): Promise<void> {
    this.purchases.set(purchase.id, purchase);
    return Promise.resolve();
  }

  savePayment(_uow: UnitOfWork, facts: PaymentFacts): Promise<void> {
    this.payments.set(`${facts.provider} ${facts.paymentId}`, facts);
    return Promise.resolve();
  }

  noteEvent(_uow: UnitOfWork, provider: ProviderId, { eventId }: { readonly eventId: string }): Promise<boolean> {
    const fresh = !this.events.has(`${provider} ${eventId}`);
    this.events.add(`${provider} ${eventId}`);
    return Promise.resolve(fresh);
  }

  purchasesOf(
    _uow: UnitOfWork,
    subjectId: SubjectId,
    { before, limit }: { readonly before: Id | null; readonly limit: number },
  ): Promise<Purchase[]> {
    const own = [...this.purchases.values()].filter((one) => one.subjectId === subjectId && (before === null || one.id < before));
    return Promise.resolve(own.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit));
  }

  openPurchases(_uow: UnitOfWork, provider: ProviderId, createdBefore: Instant, limit: number): Promise<Purchase[]> {
    const open = [...this.purchases.values()].filter(
      (one) => one.provider === provider && one.status === 'open' && one.vendorCheckoutId !== null && one.createdAt < createdBefore,
    );
    return Promise.resolve(open.toSorted((a, b) => a.createdAt.getTime() - b.createdAt.getTime()).slice(0, limit));
  }
}

function asOwner(purchase: Purchase | undefined): PurchaseOwner | null {
  return purchase ? { purchaseId: purchase.id, subjectId: purchase.subjectId } : null;
}
