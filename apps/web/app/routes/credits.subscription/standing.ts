import type { Subscription } from '@keepword/contracts';
import { dayInWords } from '../../wording/time.js';

/** How a subscription stands, in plain words: what was charged, what will be, and when. */
export function standing(subscription: Subscription): { readonly title: string; readonly text: string } {
  const { state, cancelAtPeriodEnd, currentPeriodEndsAt, endedAt } = subscription;
  const end = currentPeriodEndsAt ? dayInWords(currentPeriodEndsAt) : null;
  switch (state) {
    case 'incomplete':
      return {
        title: 'Waiting for the payment',
        text: 'The processor tells us as soon as it is through; that usually takes a few seconds. You can leave this page, nothing is lost.',
      };
    case 'past-due':
      return {
        title: 'A payment did not go through',
        text: 'The last renewal was not paid, so no credits were added for it. It is tried again over the next days. You can pay with another card, or end the subscription; then nothing more is asked for.',
      };
    case 'canceled':
      return {
        title: 'Your subscription has ended',
        text: `${endedAt ? `It ended on ${dayInWords(endedAt)}. ` : ''}Nothing more is charged.`,
      };
    case 'active':
      return cancelAtPeriodEnd
        ? {
            title: 'Your subscription is cancelled',
            text: `${end ? `It runs until ${end}. ` : ''}Nothing is charged after that. You can take this back until then.`,
          }
        : {
            title: 'Your subscription is running',
            text: `${end ? `It is renewed on ${end}. ` : ''}You can cancel at any time; what is paid stays yours until its end.`,
          };
  }
}
