import type { Instant, UnitOfWork } from '@keepword/primitives';
import type { Subscription, SubscriptionNotice } from '../subscription.js';

/** How a person hears of what became of their subscription; written in the unit of work that saves it, so each is told once. */
export interface SubscriptionNotices {
  tell(uow: UnitOfWork, subscription: Subscription, notice: SubscriptionNotice, at: Instant): Promise<void>;
}
