import { isRefusal, subtractPeriod, type Instant } from '@keepword/primitives';
import { applyPaidInvoice, type SubscriptionPorts } from './apply-invoice.js';
import { PaymentsUnavailable, type PaymentProvider } from './ports/payment-provider.js';
import type { UnitsOfWork } from './ports/purchase-store.js';
import type { SubscriptionProvider } from './ports/subscription-provider.js';
import type { Subscription } from './subscription.js';
import { syncSubscription } from './sync-subscription.js';

export interface SubscriptionsReconciled {
  readonly asked: number;
  /** Subscriptions whose state had changed without our having been told. */
  readonly changed: number;
  /** Paid invoices that we had not been told of; their credits are given now. */
  readonly granted: number;
  /** Codes of what could not be worked in; for a log. */
  readonly refused: readonly string[];
  /** What went wrong with single ones, which come round again; for a log. */
  readonly failures: readonly unknown[];
}

/** A webhook usually comes within seconds; before this nobody is asked. */
const patience = 'PT2M';
/** Every running subscription is compared with its processor this often, whatever we were told. */
const comparedEvery = 'P1D';

/**
 * Compares subscriptions with the processor, where something is overdue and each once a day: neither a lost webhook nor a lost
 * ending makes a difference that lasts.
 * @param ports `sweep`: units of work that may cross people
 * @throws PaymentsUnavailable when the processor cannot be reached; what was found until then is kept
 */
export async function reconcileSubscriptions(
  ports: SubscriptionPorts & { readonly provider: Pick<PaymentProvider, 'id' | 'subscriptions'>; readonly sweep: UnitsOfWork },
  limit: number,
  at: Instant,
): Promise<SubscriptionsReconciled> {
  const { provider, subscriptions, sweep } = ports;
  const processor = provider.subscriptions;
  if (!processor) return { asked: 0, changed: 0, granted: 0, refused: [], failures: [] };
  const due = {
    overdueSince: subtractPeriod(at, patience),
    checkedBefore: subtractPeriod(at, comparedEvery),
    limit: Math.min(limit, 1_000),
  };
  const some = await sweep.transaction(null, (uow) => subscriptions.due(uow, provider.id, due));
  const found = { asked: some.length, changed: 0, granted: 0, refused: [] as string[], failures: [] as unknown[] };
  for (const before of some) {
    try {
      await compare(ports, processor, before, found, at);
    } catch (error) {
      // One that cannot be read or booked must not keep the others from their turn.
      if (error instanceof PaymentsUnavailable) throw error;
      found.failures.push(error);
    }
  }
  return found;
}

async function compare(
  ports: SubscriptionPorts & { readonly provider: Pick<PaymentProvider, 'id'> },
  processor: SubscriptionProvider,
  before: Subscription,
  found: { changed: number; granted: number; refused: string[] },
  at: Instant,
): Promise<void> {
  const now = await syncSubscription(ports, processor, { subscriptionId: before.id, subjectId: before.subjectId }, at);
  if (!now) return;
  if (now.status !== before.status || now.currentPeriodEndsAt?.getTime() !== before.currentPeriodEndsAt?.getTime()) found.changed += 1;
  if (now.vendorSubscriptionId === null) return;
  for (const invoice of await processor.paidInvoices(now.vendorSubscriptionId)) {
    const applied = await applyPaidInvoice(ports, ports.provider.id, invoice, at);
    if (isRefusal(applied)) found.refused.push(applied.refused);
    else if (applied.grantedNow) found.granted += 1;
  }
}
