import {
  cancelSubscription as cancel,
  creditsGrace,
  findPayPage,
  plansOf,
  resumeSubscription as resume,
  type ChangeRefusal,
  type Subscription,
} from '@keepword/billing';
import {
  cancelSubscription,
  getSubscription,
  paySubscription,
  resumeSubscription,
  type Subscription as SubscriptionView,
} from '@keepword/contracts';
import { isRefusal } from '@keepword/primitives';
import { ProblemException, Route, SignedIn, type Caller } from '@keepword/service-kit';
import { Controller, Inject } from '@nestjs/common';
import { PLATFORM, type Platform } from '../platform/platform.js';
import { withApproval } from './spending-of-minors.js';

/** The one subscription that a person can have. */
@Controller()
export class SubscriptionController {
  constructor(@Inject(PLATFORM) private readonly platform: Platform) {}

  @Route(getSubscription)
  async show(@SignedIn() { subjectId }: Caller) {
    const { subscriptions } = this.#offered().billing;
    const found = await this.platform.storage.transactions.transaction(subjectId, (uow) => subscriptions.current(uow, subjectId));
    if (!found) throw new ProblemException('/problems/not-found');
    return subscriptionView(found);
  }

  @Route(cancelSubscription)
  async cancel(@SignedIn() { subjectId }: Caller) {
    const { billing, payments, clock } = this.#offered();
    return answered(await cancel({ ...billing, providers: payments }, subjectId, clock.now()));
  }

  @Route(resumeSubscription)
  async resume(@SignedIn() { subjectId }: Caller) {
    const { accounts, billing, payments, clock, storage } = this.#offered();
    const [account, found] = await storage.transactions.transaction(
      subjectId,
      async (uow) => [await accounts.find(uow, subjectId), await billing.subscriptions.current(uow, subjectId)] as const,
    );
    const carryOn = async () => answered(await resume({ ...billing, providers: payments }, subjectId, clock.now()));
    // A guardian's approval of a subscription ends with its cancellation; one that was not cancelled has nothing to be resumed.
    if (!account || !found?.cancelAtPeriodEnd) return carryOn();
    const { planId, credits, amountMinor, currency } = found;
    return withApproval(this.platform, account, { offerId: planId, credits, amountMinor, currency, monthly: true }, carryOn);
  }

  @Route(paySubscription)
  async pay(@SignedIn() { subjectId }: Caller) {
    const { billing, payments } = this.#offered();
    const found = await findPayPage({ ...billing, providers: payments }, subjectId);
    if (!isRefusal(found)) return found;
    if (found.refused === 'no-subscription') throw new ProblemException('/problems/not-found');
    throw new ProblemException('/problems/conflict', { detail: 'No payment of a subscription is open.' });
  }

  #offered(): Platform {
    if (plansOf(this.platform.profile).length === 0) throw new ProblemException('/problems/not-offered');
    return this.platform;
  }
}

function answered(outcome: Subscription | ChangeRefusal): SubscriptionView {
  if (!isRefusal(outcome)) return subscriptionView(outcome);
  if (outcome.refused === 'no-subscription') throw new ProblemException('/problems/not-found');
  throw new ProblemException('/problems/conflict', { detail: 'No subscription runs, so there is nothing to cancel or to resume.' });
}

function subscriptionView(subscription: Subscription): SubscriptionView {
  const { id, planId, provider, credits, amountMinor, currency, interval, cancelAtPeriodEnd } = subscription;
  const { status, currentPeriodEndsAt, createdAt, startedAt, endedAt } = subscription;
  return {
    id,
    planId,
    provider,
    // A checkout that ended without a payment has begun nothing, and is never shown.
    state: status === 'expired' ? 'incomplete' : status,
    credits,
    amountMinor,
    currency,
    interval,
    currentPeriodEndsAt: currentPeriodEndsAt?.toISOString() ?? null,
    cancelAtPeriodEnd,
    creditsGrace,
    createdAt: createdAt.toISOString(),
    startedAt: startedAt?.toISOString() ?? null,
    endedAt: endedAt?.toISOString() ?? null,
  };
}
