import { refuse, type Instant, type Refusal } from '@keepword/primitives';
import { applyPaidInvoice, ownerNamed, type InvoiceRefusal, type SubscriptionPorts } from './apply-invoice.js';
import type { PaymentEvent, PaymentProvider, SubscriptionEvent } from './ports/payment-provider.js';
import type { EventApplied } from './settle-purchase.js';
import { syncSubscription } from './sync-subscription.js';

const ignored: EventApplied = { applied: 'ignored', purchase: null, grantedNow: false };

export function isSubscriptionEvent(event: PaymentEvent): event is SubscriptionEvent {
  return event.type === 'subscription-changed' || event.type === 'invoice-paid';
}

/**
 * Works a verified event about a subscription in: asks the processor for what is true now. Whatever order such events come in,
 * and however often each, the end is what the processor says in the end, and each paid invoice gives its credits once.
 * @throws PaymentsUnavailable when it cannot be asked; the event has to be sent again
 */
export async function applySubscriptionEvent(
  ports: SubscriptionPorts,
  provider: Pick<PaymentProvider, 'id' | 'subscriptions'>,
  event: SubscriptionEvent,
  at: Instant,
): Promise<EventApplied | InvoiceRefusal | Refusal<'unknown-subscription'>> {
  const { subscriptions: processor } = provider;
  if (!processor) return ignored;
  const note = () => ports.units.transaction(null, (uow) => ports.purchases.noteEvent(uow, provider.id, event, at));
  if (event.type === 'subscription-changed') {
    const owner = await ownerNamed(ports, provider.id, event);
    if (!owner) return refuse('unknown-subscription');
    await syncSubscription(ports, processor, owner, at);
    await note();
    return { ...ignored, applied: 'settled' };
  }
  const invoice = await processor.findInvoice(event.invoiceId);
  if (!invoice) return ignored;
  const applied = await applyPaidInvoice(ports, provider.id, invoice, at);
  const owner = await ownerNamed(ports, provider.id, invoice);
  if (owner) await syncSubscription(ports, processor, owner, at);
  await note();
  return applied;
}
