import type { ProviderId, Subscription, SubscriptionOwner, SubscriptionsDue, SubscriptionStore } from '@keepword/billing';
import type { Id, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf } from '../unit-of-work.js';

const columns = `id, subject_id AS "subjectId", provider, plan_id AS "planId", credits, amount_minor AS "amountMinor", currency,
  billing_interval AS interval, vendor_checkout_id AS "vendorCheckoutId", vendor_subscription_id AS "vendorSubscriptionId",
  vendor_customer_id AS "vendorCustomerId", status, cancel_at_period_end AS "cancelAtPeriodEnd",
  current_period_ends_at AS "currentPeriodEndsAt", created_at AS "createdAt", started_at AS "startedAt", ended_at AS "endedAt",
  checked_at AS "checkedAt", revision`;
const ownerColumns = `subscription_id AS "subscriptionId", subject_id AS "subjectId"`;

/** Subscriptions in PostgreSQL. Who owns one stands in a table of its own, readable before anybody's rows may be seen. */
export class PostgresSubscriptionStore implements SubscriptionStore {
  async insert(uow: UnitOfWork, subscription: Subscription): Promise<boolean> {
    const { id, subjectId, provider, planId, credits, amountMinor, currency, interval, status, createdAt, checkedAt } = subscription;
    const inserted = await entityManagerOf(uow).query<unknown[]>(
      `WITH mine AS (
         INSERT INTO subscriptions (id, subject_id, provider, plan_id, credits, amount_minor, currency, billing_interval, status,
                                    cancel_at_period_end, created_at, checked_at, revision)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, false, $10, $11, 0)
         ON CONFLICT (subject_id) WHERE status = 'incomplete' DO NOTHING RETURNING id)
       INSERT INTO subscription_owners SELECT id, $2, $3, NULL FROM mine RETURNING subscription_id`,
      [id, subjectId, provider, planId, credits, amountMinor, currency, interval, status, createdAt, checkedAt],
    );
    return inserted.length > 0;
  }

  ownerOf(uow: UnitOfWork, subscriptionId: Id): Promise<SubscriptionOwner | null> {
    return this.#owner(uow, 'subscription_id = $1', [subscriptionId]);
  }

  ownerAt(uow: UnitOfWork, provider: ProviderId, vendorSubscriptionId: string): Promise<SubscriptionOwner | null> {
    return this.#owner(uow, 'provider = $1 AND vendor_subscription_id = $2', [provider, vendorSubscriptionId]);
  }

  lock(uow: UnitOfWork, subscriptionId: Id): Promise<Subscription | null> {
    return this.#one(uow, 'id = $1 FOR UPDATE', [subscriptionId]);
  }

  current(uow: UnitOfWork, subjectId: SubjectId): Promise<Subscription | null> {
    return this.#one(
      uow,
      `subject_id = $1 AND status <> 'expired'
        ORDER BY CASE status WHEN 'active' THEN 0 WHEN 'past-due' THEN 0 WHEN 'incomplete' THEN 1 ELSE 2 END, id DESC LIMIT 1`,
      [subjectId],
    );
  }

  async customerOf(uow: UnitOfWork, subjectId: SubjectId, provider: ProviderId): Promise<string | null> {
    const newest = await this.#one(uow, 'subject_id = $1 AND provider = $2 AND vendor_customer_id IS NOT NULL ORDER BY id DESC LIMIT 1', [
      subjectId,
      provider,
    ]);
    return newest?.vendorCustomerId ?? null;
  }

  async save(uow: UnitOfWork, subscription: Subscription): Promise<void> {
    const { id, vendorCheckoutId, vendorSubscriptionId, vendorCustomerId, status, cancelAtPeriodEnd } = subscription;
    const { currentPeriodEndsAt, startedAt, endedAt, checkedAt, revision } = subscription;
    await entityManagerOf(uow).query(
      `WITH owner AS (UPDATE subscription_owners SET vendor_subscription_id = $3
                       WHERE subscription_id = $1 AND vendor_subscription_id IS DISTINCT FROM $3)
       UPDATE subscriptions SET vendor_checkout_id = $2, vendor_subscription_id = $3, vendor_customer_id = $4, status = $5,
              cancel_at_period_end = $6, current_period_ends_at = $7, started_at = $8, ended_at = $9, checked_at = $10, revision = $11
        WHERE id = $1`,
      [
        id,
        vendorCheckoutId,
        vendorSubscriptionId,
        vendorCustomerId,
        status,
        cancelAtPeriodEnd,
        currentPeriodEndsAt,
        startedAt,
        endedAt,
        checkedAt,
        revision,
      ],
    );
  }

  due(uow: UnitOfWork, provider: ProviderId, { overdueSince, checkedBefore, limit }: SubscriptionsDue): Promise<Subscription[]> {
    return this.#some(
      uow,
      `provider = $1 AND status IN ('incomplete', 'active', 'past-due')
          AND ((checked_at <= $2 AND (status = 'incomplete' OR coalesce(current_period_ends_at, created_at) <= $2))
            OR (checked_at <= $3 AND status <> 'incomplete'))
        ORDER BY checked_at LIMIT $4`,
      [provider, overdueSince, checkedBefore, limit],
    );
  }

  async #owner(uow: UnitOfWork, condition: string, values: readonly unknown[]): Promise<SubscriptionOwner | null> {
    const [owner] = await entityManagerOf(uow).query<SubscriptionOwner[]>(
      `SELECT ${ownerColumns} FROM subscription_owners WHERE ${condition}`,
      [...values],
    );
    return owner ?? null;
  }

  async #one(uow: UnitOfWork, condition: string, values: readonly unknown[]): Promise<Subscription | null> {
    return (await this.#some(uow, condition, values))[0] ?? null;
  }

  #some(uow: UnitOfWork, condition: string, values: readonly unknown[]): Promise<Subscription[]> {
    return entityManagerOf(uow).query<Subscription[]>(`SELECT ${columns} FROM subscriptions WHERE ${condition}`, [...values]);
  }
}
