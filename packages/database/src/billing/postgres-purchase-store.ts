import type { BilledPeriod, PaymentFacts, ProviderId, Purchase, PurchaseOwner, PurchaseStore } from '@keepword/billing';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf } from '../unit-of-work.js';

const purchaseColumns = `id, subject_id AS "subjectId", provider, offer_id AS "offerId", credits, amount_minor AS "amountMinor", currency,
  subscription_id AS "subscriptionId", vendor_invoice_id AS "vendorInvoiceId", period_starts_at AS "startsAt", period_ends_at AS "endsAt",
  vendor_checkout_id AS "vendorCheckoutId", vendor_payment_id AS "vendorPaymentId", status, granted,
  clawed_back_credits AS "clawedBackCredits", revision, created_at AS "createdAt", paid_at AS "paidAt"`;

/** A purchase as its row has it: what a subscription's invoice paid for stands in columns of their own. */
type PurchaseRecord = Omit<Purchase, 'billed'> & { readonly [Field in keyof BilledPeriod]: BilledPeriod[Field] | null };

const ownerColumns = `purchase_id AS "purchaseId", subject_id AS "subjectId"`;

/** Purchases in PostgreSQL. Who owns one stands in a table of its own, readable before anybody's rows may be seen. */
export class PostgresPurchaseStore implements PurchaseStore {
  async insert(uow: UnitOfWork, purchase: Purchase): Promise<void> {
    const { id, subjectId, provider, offerId, credits, amountMinor, currency, billed, vendorCheckoutId, status, createdAt } = purchase;
    const paidFor = [billed?.subscriptionId ?? null, billed?.vendorInvoiceId ?? null, billed?.startsAt ?? null, billed?.endsAt ?? null];
    await entityManagerOf(uow).query(
      `WITH owner AS (INSERT INTO purchase_owners VALUES ($1, $2, $3, $8))
       INSERT INTO purchases (id, subject_id, provider, offer_id, credits, amount_minor, currency, vendor_checkout_id, status, granted, clawed_back_credits, revision, created_at,
                              subscription_id, vendor_invoice_id, period_starts_at, period_ends_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, 0, 0, $10, $11, $12, $13, $14)`,
      [id, subjectId, provider, offerId, credits, amountMinor, currency, vendorCheckoutId, status, createdAt, ...paidFor],
    );
  }

  async ownerOf(uow: UnitOfWork, purchaseId: Id): Promise<PurchaseOwner | null> {
    const [owner] = await entityManagerOf(uow).query<PurchaseOwner[]>(
      `SELECT ${ownerColumns} FROM purchase_owners WHERE purchase_id = $1`,
      [purchaseId],
    );
    return owner ?? null;
  }

  async ownerOfCheckout(uow: UnitOfWork, provider: ProviderId, checkoutId: string): Promise<PurchaseOwner | null> {
    const [owner] = await entityManagerOf(uow).query<PurchaseOwner[]>(
      `SELECT ${ownerColumns} FROM purchase_owners WHERE provider = $1 AND vendor_checkout_id = $2`,
      [provider, checkoutId],
    );
    return owner ?? null;
  }

  async lockPurchase(uow: UnitOfWork, purchaseId: Id): Promise<Purchase | null> {
    return this.#one(uow, 'id = $1 FOR UPDATE', [purchaseId]);
  }

  lockPurchaseOfInvoice(uow: UnitOfWork, provider: ProviderId, vendorInvoiceId: string): Promise<Purchase | null> {
    return this.#one(uow, 'provider = $1 AND vendor_invoice_id = $2 FOR UPDATE', [provider, vendorInvoiceId]);
  }

  async lockPayment(uow: UnitOfWork, provider: ProviderId, paymentId: string): Promise<PaymentFacts> {
    // An update that changes nothing locks the row and returns it, also when somebody else inserts it at this moment.
    const [facts] = await entityManagerOf(uow).query<[PaymentFacts]>(
      `INSERT INTO vendor_payments (provider, vendor_payment_id, purchase_id, refunded_minor, disputes) VALUES ($1, $2, NULL, 0, '{}')
       ON CONFLICT (provider, vendor_payment_id) DO UPDATE SET refunded_minor = vendor_payments.refunded_minor
       RETURNING provider, vendor_payment_id AS "paymentId", purchase_id AS "purchaseId", refunded_minor AS "refundedMinor", disputes`,
      [provider, paymentId],
    );
    return facts;
  }

  async savePurchase(uow: UnitOfWork, purchase: Purchase): Promise<void> {
    const { id, vendorCheckoutId, vendorPaymentId, status, granted, clawedBackCredits, revision, paidAt } = purchase;
    await entityManagerOf(uow).query(
      `WITH owner AS (UPDATE purchase_owners SET vendor_checkout_id = $2 WHERE purchase_id = $1 AND vendor_checkout_id IS DISTINCT FROM $2)
       UPDATE purchases SET vendor_checkout_id = $2, vendor_payment_id = $3, status = $4, granted = $5, clawed_back_credits = $6, revision = $7, paid_at = $8
        WHERE id = $1`,
      [id, vendorCheckoutId, vendorPaymentId, status, granted, clawedBackCredits, revision, paidAt],
    );
  }

  async savePayment(uow: UnitOfWork, facts: PaymentFacts): Promise<void> {
    const { provider, paymentId, purchaseId, refundedMinor, disputes } = facts;
    await entityManagerOf(uow).query(
      `UPDATE vendor_payments SET purchase_id = $3, refunded_minor = $4, disputes = $5 WHERE provider = $1 AND vendor_payment_id = $2`,
      [provider, paymentId, purchaseId, refundedMinor, JSON.stringify(disputes)],
    );
  }

  async noteEvent(
    uow: UnitOfWork,
    provider: ProviderId,
    event: { readonly eventId: string; readonly type: string },
    at: Instant,
  ): Promise<boolean> {
    const noted = await entityManagerOf(uow).query<unknown[]>(
      `INSERT INTO vendor_events VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING event_id`,
      [provider, event.eventId, event.type, at],
    );
    return noted.length > 0;
  }

  purchasesOf(uow: UnitOfWork, subjectId: SubjectId, page: { readonly before: Id | null; readonly limit: number }): Promise<Purchase[]> {
    return this.#some(uow, 'subject_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3', [
      subjectId,
      page.before,
      page.limit,
    ]);
  }

  openPurchases(uow: UnitOfWork, provider: ProviderId, createdBefore: Instant, limit: number): Promise<Purchase[]> {
    return this.#some(
      uow,
      `status = 'open' AND vendor_checkout_id IS NOT NULL AND provider = $1 AND created_at < $2 ORDER BY created_at LIMIT $3`,
      [provider, createdBefore, limit],
    );
  }

  async #one(uow: UnitOfWork, condition: string, values: readonly unknown[]): Promise<Purchase | null> {
    return (await this.#some(uow, condition, values))[0] ?? null;
  }

  async #some(uow: UnitOfWork, condition: string, values: readonly unknown[]): Promise<Purchase[]> {
    const rows = await entityManagerOf(uow).query<PurchaseRecord[]>(`SELECT ${purchaseColumns} FROM purchases WHERE ${condition}`, [
      ...values,
    ]);
    return rows.map(asPurchase);
  }
}

function asPurchase({ subscriptionId, vendorInvoiceId, startsAt, endsAt, ...purchase }: PurchaseRecord): Purchase {
  const complete = subscriptionId !== null && vendorInvoiceId !== null && startsAt !== null && endsAt !== null;
  return { ...purchase, billed: complete ? { subscriptionId, vendorInvoiceId, startsAt, endsAt } : null };
}
