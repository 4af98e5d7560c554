import {
  applyPaymentEvent,
  applySubscriptionEvent,
  isSubscriptionEvent,
  type PaymentProvider,
  type PaymentWebhook,
} from '@keepword/billing';
import { isRefusal } from '@keepword/primitives';
import { ProblemException } from '@keepword/service-kit';
import type { Platform } from '../platform/platform.js';

/** Verifies, then works the event in. What cannot be worked in is answered with 200 all the same: the processor sending it again would change nothing. */
export async function applyPaymentWebhook(platform: Platform, provider: PaymentProvider, webhook: PaymentWebhook): Promise<void> {
  const { billing, clock, logger } = platform;
  const event = await provider.readWebhook(webhook);
  if ('refused' in event) {
    logger.warn({ vendor: provider.id, refused: event.refused }, 'webhook refused');
    throw new ProblemException(event.refused === 'malformed' ? '/problems/invalid-request' : '/problems/unauthenticated');
  }
  const at = clock.now();
  const applied = isSubscriptionEvent(event)
    ? await applySubscriptionEvent(billing, provider, event, at)
    : await applyPaymentEvent(billing, provider.id, event, at);
  if (isRefusal(applied)) logger.warn({ vendor: provider.id, refused: applied.refused }, 'a payment could not be settled and needs a look');
}
