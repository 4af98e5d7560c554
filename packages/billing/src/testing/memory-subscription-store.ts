import type { Id, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { SubscriptionOwner, SubscriptionsDue, SubscriptionStore } from '../ports/subscription-store.js';
import type { ProviderId } from '../purchase.js';
import { isRunning, type Subscription } from '../subscription.js';

const rank = (one: Subscription) => (isRunning(one) ? 0 : one.status === 'incomplete' ? 1 : 2);
const newestFirst = (a: Subscription, b: Subscription) => (a.id < b.id ? 1 : -1);

/** Subscriptions in this process's memory; for the units of work of the memory purchase store. */
export class MemorySubscriptionStore implements SubscriptionStore {
  private readonly all = new Map<Id, Subscription>();

  insert(uow: UnitOfWork, subscription: Subscription): Promise<boolean> {
    const another = this.of(subscription.subjectId).some(({ status }) => status === 'incomplete');
    return another ? Promise.resolve(false) : this.save(uow, subscription).then(() => true);
  }

  ownerOf(_uow: UnitOfWork, subscriptionId: Id): Promise<SubscriptionOwner | null> {
    return Promise.resolve(asOwner(this.all.get(subscriptionId)));
  }

  ownerAt(_uow: UnitOfWork, provider: ProviderId, vendorSubscriptionId: string): Promise<SubscriptionOwner | null> {
    const known = [...this.all.values()].find((one) => one.provider === provider && one.vendorSubscriptionId === vendorSubscriptionId);
    return Promise.resolve(asOwner(known));
  }

  lock(_uow: UnitOfWork, subscriptionId: Id): Promise<Subscription | null> {
    return Promise.resolve(this.all.get(subscriptionId) ?? null);
  }

  current(_uow: UnitOfWork, subjectId: SubjectId): Promise<Subscription | null> {
    const own = this.of(subjectId).filter(({ status }) => status !== 'expired');
    return Promise.resolve(own.toSorted((a, b) => rank(a) - rank(b) || newestFirst(a, b))[0] ?? null);
  }

  customerOf(_uow: UnitOfWork, subjectId: SubjectId, provider: ProviderId): Promise<string | null> {
    const named = this.of(subjectId).filter((one) => one.provider === provider && one.vendorCustomerId !== null);
    return Promise.resolve(named.toSorted(newestFirst)[0]?.vendorCustomerId ?? null);
  }

  save(_uow: UnitOfWork, subscription: Subscription): Promise<void> {
    this.all.set(subscription.id, subscription);
    return Promise.resolve();
  }

  due(_uow: UnitOfWork, provider: ProviderId, { overdueSince, checkedBefore, limit }: SubscriptionsDue): Promise<Subscription[]> {
    const isDue = (one: Subscription) => {
      const unfinished = one.status === 'incomplete' || (isRunning(one) && (one.currentPeriodEndsAt ?? one.createdAt) <= overdueSince);
      return (unfinished && one.checkedAt <= overdueSince) || (isRunning(one) && one.checkedAt <= checkedBefore);
    };
    const due = [...this.all.values()].filter((one) => one.provider === provider && isDue(one));
    return Promise.resolve(due.toSorted((a, b) => a.checkedAt.getTime() - b.checkedAt.getTime()).slice(0, limit));
  }

  private of(subjectId: SubjectId): Subscription[] {
    return [...this.all.values()].filter((one) => one.subjectId === subjectId);
  }
}

function asOwner(subscription: Subscription | undefined): SubscriptionOwner | null {
  return subscription ? { subscriptionId: subscription.id, subjectId: subscription.subjectId } : null;
}
