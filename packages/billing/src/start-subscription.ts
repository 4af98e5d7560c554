import { addPeriod, refuse, type Id, type Instant, type Refusal, type SubjectId } from '@keepword/primitives';
import type { SubscriptionPorts } from './apply-invoice.js';
import { planSchema, type Plan } from './plans.js';
import type { SubscriptionProvider } from './ports/subscription-provider.js';
import type { ProviderId } from './purchase.js';
import { isRunning, type Subscription } from './subscription.js';

export interface StartSubscription {
  /** Chosen by the caller; repeating the call with it repeats the same start. */
  readonly subscriptionId: Id;
  readonly subjectId: SubjectId;
  readonly plan: Plan;
  /** Null where the profile does not let the processor have it from us. */
  readonly customerEmail: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export type StartRefusal = Refusal<'already-subscribed'> | Refusal<'checkout-opening'>;

/** Somebody who clicks twice is still on the way out to the processor for this long. */
const opening = 'PT1M';

/**
 * Notes the subscription, then opens the processor's checkout page for it. One person has one subscription at most: what runs
 * refuses, and a checkout that was left open is closed first, so that nobody can pay two.
 * @throws PaymentsUnavailable; ZodError when the plan is malformed
 */
export async function startSubscription(
  ports: Pick<SubscriptionPorts, 'subscriptions' | 'units'> & { readonly provider: ProviderId; readonly processor: SubscriptionProvider },
  command: StartSubscription,
  at: Instant,
): Promise<{ readonly subscriptionId: Id; readonly url: string } | StartRefusal> {
  const { subscriptions, units, provider, processor } = ports;
  const { subscriptionId, subjectId, customerEmail, successUrl, cancelUrl } = command;
  const plan = planSchema.parse(command.plan);
  const { other, vendorCustomerId } = await units.transaction(subjectId, async (uow) => ({
    other: await subscriptions.current(uow, subjectId),
    vendorCustomerId: await subscriptions.customerOf(uow, subjectId, provider),
  }));
  if (other && other.id !== subscriptionId) {
    const refused = await standsInTheWay(ports, other, at);
    if (refused) return refused;
  }
  if (other?.id !== subscriptionId) {
    const begun = newSubscription(command, provider, at);
    const inserted = await units.transaction(subjectId, (uow) => subscriptions.insert(uow, begun));
    if (!inserted) return refuse('checkout-opening');
  }
  const request = { subscriptionId, plan, vendorCustomerId, customerEmail, successUrl, cancelUrl };
  const { checkoutId, url } = await processor.createCheckout(request);
  await units.transaction(subjectId, async (uow) => {
    const mine = await subscriptions.lock(uow, subscriptionId);
    if (mine && mine.vendorCheckoutId === null)
      await subscriptions.save(uow, { ...mine, vendorCheckoutId: checkoutId, revision: mine.revision + 1 });
  });
  return { subscriptionId, url };
}

async function standsInTheWay(
  { subscriptions, units, processor }: Pick<SubscriptionPorts, 'subscriptions' | 'units'> & { readonly processor: SubscriptionProvider },
  other: Subscription,
  at: Instant,
): Promise<StartRefusal | null> {
  if (isRunning(other)) return refuse('already-subscribed');
  if (other.status !== 'incomplete') return null;
  if (other.vendorSubscriptionId !== null) return refuse('already-subscribed');
  if (other.vendorCheckoutId === null && addPeriod(other.createdAt, opening) > at) return refuse('checkout-opening');
  if (other.vendorCheckoutId !== null && (await processor.closeCheckout(other.vendorCheckoutId)) === 'complete')
    return refuse('already-subscribed');
  return units.transaction(other.subjectId, async (uow) => {
    const now = await subscriptions.lock(uow, other.id);
    if (now?.status === 'incomplete' && now.vendorSubscriptionId === null)
      await subscriptions.save(uow, { ...now, status: 'expired', revision: now.revision + 1 });
    return now && isRunning(now) ? refuse('already-subscribed') : null;
  });
}

function newSubscription({ subscriptionId, subjectId, plan }: StartSubscription, provider: ProviderId, at: Instant): Subscription {
  const { id: planId, credits, amountMinor, currency, interval } = plan;
  return {
    id: subscriptionId,
    subjectId,
    provider,
    planId,
    credits,
    amountMinor,
    currency,
    interval,
    vendorCheckoutId: null,
    vendorSubscriptionId: null,
    vendorCustomerId: null,
    status: 'incomplete',
    cancelAtPeriodEnd: false,
    currentPeriodEndsAt: null,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    checkedAt: at,
    revision: 0,
  };
}
