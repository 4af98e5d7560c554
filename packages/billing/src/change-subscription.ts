import { isRefusal, refuse, type Instant, type Refusal, type SubjectId } from '@keepword/primitives';
import type { SubscriptionPorts } from './apply-invoice.js';
import type { PaymentProvider } from './ports/payment-provider.js';
import type { SubscriptionProvider } from './ports/subscription-provider.js';
import type { ProviderId } from './purchase.js';
import { decideCancellation, decideResumption, isRunning, type Subscription } from './subscription.js';
import { syncSubscription } from './sync-subscription.js';

export interface ChangePorts extends Pick<SubscriptionPorts, 'subscriptions' | 'notices' | 'units'> {
  readonly providers: readonly Pick<PaymentProvider, 'id' | 'subscriptions'>[];
}

export type ChangeRefusal = Refusal<'no-subscription'> | Refusal<'not-running'>;

/**
 * Ends a person's own subscription: with the period that is paid, or at once where a renewal is not. Repeating it changes nothing.
 * @throws PaymentsUnavailable; nothing has changed then, or the next comparison finds it
 */
export function cancelSubscription(ports: ChangePorts, subjectId: SubjectId, at: Instant): Promise<Subscription | ChangeRefusal> {
  return change(ports, subjectId, at, decideCancellation, (processor, id, when) => processor.cancel(id, when));
}

/** Takes a cancellation back as long as the period runs. Repeating it changes nothing. @throws PaymentsUnavailable */
export function resumeSubscription(ports: ChangePorts, subjectId: SubjectId, at: Instant): Promise<Subscription | ChangeRefusal> {
  return change(ports, subjectId, at, decideResumption, (processor, id) => processor.resume(id));
}

export interface PayPage {
  readonly provider: ProviderId;
  readonly url: string;
}

/** Where a person can pay what a failed renewal left open. @throws PaymentsUnavailable */
export async function findPayPage(ports: ChangePorts, subjectId: SubjectId): Promise<PayPage | ChangeRefusal | Refusal<'nothing-open'>> {
  const subscription = await ports.units.transaction(subjectId, (uow) => ports.subscriptions.current(uow, subjectId));
  if (!subscription) return refuse('no-subscription');
  const processor = ports.providers.find(({ id }) => id === subscription.provider)?.subscriptions;
  if (!processor || subscription.vendorSubscriptionId === null || !isRunning(subscription)) return refuse('not-running');
  const url = await processor.findPayPage(subscription.vendorSubscriptionId);
  return url === null ? refuse('nothing-open') : { provider: subscription.provider, url };
}

async function change<Act extends string>(
  ports: ChangePorts,
  subjectId: SubjectId,
  at: Instant,
  decide: (subscription: Subscription) => Act | 'nothing-to-do' | Refusal<'not-running'>,
  carryOut: (processor: SubscriptionProvider, vendorSubscriptionId: string, act: Exclude<Act, 'nothing-to-do'>) => Promise<void>,
): Promise<Subscription | ChangeRefusal> {
  const subscription = await ports.units.transaction(subjectId, (uow) => ports.subscriptions.current(uow, subjectId));
  if (!subscription) return refuse('no-subscription');
  const act = decide(subscription);
  if (isRefusal(act)) return act;
  if (act === 'nothing-to-do') return subscription;
  const processor = ports.providers.find(({ id }) => id === subscription.provider)?.subscriptions;
  if (!processor || subscription.vendorSubscriptionId === null) return refuse('not-running');
  await carryOut(processor, subscription.vendorSubscriptionId, act as Exclude<Act, 'nothing-to-do'>);
  const owner = { subscriptionId: subscription.id, subjectId };
  return (await syncSubscription(ports, processor, owner, at)) ?? refuse('no-subscription');
}
