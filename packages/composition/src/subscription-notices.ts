import type { SubscriptionNotices } from '@keepword/billing';
import type { PostgresOutgoingMail } from '@keepword/database';

const templates = {
  'payment-failed': 'subscription-payment-failed',
  cancellation: 'subscription-cancellation',
  ended: 'subscription-ended',
} as const;

/** News of a subscription go by mail, written in the transaction that saves what they tell of. */
export function subscriptionNotices(mails: PostgresOutgoingMail): SubscriptionNotices {
  return {
    tell: (uow, { id, subjectId }, notice, at) =>
      mails.add(uow, { subjectId, template: templates[notice], toAddress: null, refId: id }, at),
  };
}
