import { type Instant } from '@keepword/primitives';
import type { SubscriptionPorts } from './apply-invoice.js';
import type { SubscriptionProvider } from './ports/subscription-provider.js';
import type { SubscriptionOwner } from './ports/subscription-store.js';
import { followProcessor, type Subscription, type SubscriptionTold } from './subscription.js';

/**
 * Asks the processor how a subscription stands and saves that. Asking takes time and holds no lock, so an answer is saved only
 * if nothing was saved since before the question; then what is saved was always asked after what was saved before.
 * @returns null when it is not known
 * @throws PaymentsUnavailable
 */
export async function syncSubscription(
  ports: Pick<SubscriptionPorts, 'subscriptions' | 'notices' | 'units'>,
  processor: SubscriptionProvider,
  owner: SubscriptionOwner,
  at: Instant,
): Promise<Subscription | null> {
  const { subscriptions, notices, units } = ports;
  const read = () => units.transaction(owner.subjectId, (uow) => subscriptions.lock(uow, owner.subscriptionId));
  const first = await read();
  for (let before = first; before !== null; before = await read()) {
    const asked = before;
    // Somebody has read, asked and saved since we began: that answer is newer than what brought us here.
    if (first !== null && asked.revision >= first.revision + 2) return asked;
    const told = await ask(processor, asked);
    const saved = await units.transaction(owner.subjectId, async (uow) => {
      const current = await subscriptions.lock(uow, owner.subscriptionId);
      if (!current || current.revision !== asked.revision) return null;
      const { subscription, notices: news } = followProcessor(current, told, at);
      await subscriptions.save(uow, subscription);
      for (const notice of news) await notices.tell(uow, subscription, notice, at);
      return subscription;
    });
    if (saved) return saved;
  }
  return null;
}

async function ask(processor: SubscriptionProvider, subscription: Subscription): Promise<SubscriptionTold> {
  const { vendorCheckoutId } = subscription;
  let { vendorSubscriptionId } = subscription;
  if (vendorSubscriptionId === null) {
    const checkout = vendorCheckoutId === null ? null : await processor.findCheckout(vendorCheckoutId);
    if (checkout?.state === 'expired') return { state: 'abandoned' };
    vendorSubscriptionId = checkout?.vendorSubscriptionId ?? null;
  }
  if (vendorSubscriptionId === null) return { state: 'waiting' };
  return (await processor.findSubscription(vendorSubscriptionId)) ?? { state: 'waiting' };
}
