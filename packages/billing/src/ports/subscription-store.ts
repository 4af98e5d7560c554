import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { ProviderId } from '../purchase.js';
import type { Subscription } from '../subscription.js';

export interface SubscriptionOwner {
  readonly subscriptionId: Id;
  readonly subjectId: SubjectId;
}

/** Whose turn it is to be compared with the processor. */
export interface SubscriptionsDue {
  /** Not looked at since then, and either never completed or past the end of the period that we know of. */
  readonly overdueSince: Instant;
  /** Running, and not looked at since then. */
  readonly checkedBefore: Instant;
  readonly limit: number;
}

/** Where subscriptions are kept. What is locked stays so until the unit of work ends; lock a payment before its subscription. */
export interface SubscriptionStore {
  /** @returns false, and nothing is written, when this person has another one that is not complete yet */
  insert(uow: UnitOfWork, subscription: Subscription): Promise<boolean>;
  /** In a unit of work of nobody. */
  ownerOf(uow: UnitOfWork, subscriptionId: Id): Promise<SubscriptionOwner | null>;
  ownerAt(uow: UnitOfWork, provider: ProviderId, vendorSubscriptionId: string): Promise<SubscriptionOwner | null>;
  /** Null when it is not this person's. */
  lock(uow: UnitOfWork, subscriptionId: Id): Promise<Subscription | null>;
  /** The one to show: what runs, else what is being started, else what ended last. */
  current(uow: UnitOfWork, subjectId: SubjectId): Promise<Subscription | null>;
  /** The processor's name of this person from their newest subscription that has one. */
  customerOf(uow: UnitOfWork, subjectId: SubjectId, provider: ProviderId): Promise<string | null>;
  save(uow: UnitOfWork, subscription: Subscription): Promise<void>;
  /** Over all people, longest unseen first. */
  due(uow: UnitOfWork, provider: ProviderId, due: SubscriptionsDue): Promise<Subscription[]>;
}
