import { escapeHtml, type Account, type MailClass } from '@keepword/accounts';
import type { Purchase, Subscription } from '@keepword/billing';
import type { MailTemplate } from '@keepword/database';

export interface MailFacts {
  readonly displayName: string;
  readonly webUrl: string;
  readonly account: Account | null;
  readonly purchase: Purchase | null;
  readonly subscription: Subscription | null;
  readonly export: { readonly link: string; readonly expiresAt: Date; readonly bytes: number } | null;
}

export interface RenderedMail {
  readonly class: MailClass;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** Every mail that is sent in the background: our own words, plain and HTML alike. No picture, no prompt, no tracking. */
export function renderMail(template: MailTemplate, facts: MailFacts): RenderedMail {
  switch (template) {
    case 'receipt':
      return receipt(facts);
    case 'subscription-payment-failed':
      return paymentFailed(facts);
    case 'subscription-cancellation':
      return cancellation(facts);
    case 'subscription-ended':
      return ended(facts);
    case 'email-change-notice':
      return written('security', `The address of your ${facts.displayName} account was changed`, [
        greeting(facts),
        `The e-mail address of your account at ${facts.displayName} was just changed. This mail goes to the old address so that you know.`,
        `If that was not you, write to us at once: answer this mail.`,
      ]);
    case 'export-ready':
      return exportReady(facts);
    case 'account-closed':
      return written('service', `Your ${facts.displayName} account is closed`, [
        greeting(facts),
        'Your account was closed. Nothing more can be done with it, and its data is being erased.',
      ]);
  }
}

function receipt(facts: MailFacts): RenderedMail {
  const { purchase, displayName, webUrl } = facts;
  if (!purchase) throw new Error('a receipt needs its purchase');
  const amount = money(purchase);
  const what = purchase.billed
    ? `Thank you. Your subscription at ${displayName} brought ${purchase.credits} credits for ${amount}, for ${day(purchase.billed.startsAt)} to ${day(purchase.billed.endsAt)}.`
    : `Thank you. You bought ${purchase.credits} credits at ${displayName} for ${amount}.`;
  return written('billing', `Receipt: ${purchase.credits} credits`, [
    greeting(facts),
    what,
    `Purchase ${purchase.id}, ${day(purchase.createdAt)}.`,
    ...(purchase.billed ? [`You can cancel at any time: ${webUrl}/credits/subscription`] : []),
    `Your credits and every movement: ${webUrl}/credits`,
  ]);
}

function paymentFailed(facts: MailFacts): RenderedMail {
  const { displayName, webUrl } = facts;
  const subscription = subscriptionOf(facts);
  return written('billing', `The payment for your ${displayName} subscription did not go through`, [
    greeting(facts),
    `The renewal of your subscription (${money(subscription)} a month for ${subscription.credits} credits) was not paid. No credits were added.`,
    `The payment is tried again over the next days. If the card has changed, you can give another one, or end the subscription, here: ${webUrl}/credits/subscription`,
    'The credits that you have stay as they are.',
  ]);
}

function cancellation(facts: MailFacts): RenderedMail {
  const { displayName, webUrl } = facts;
  const { currentPeriodEndsAt: end } = subscriptionOf(facts);
  return written('billing', `Your ${displayName} subscription is cancelled`, [
    greeting(facts),
    `This confirms that your subscription is cancelled.${end ? ` It runs until ${day(end)}, and nothing is charged after that.` : ' Nothing more is charged.'}`,
    `Until then you can take that back: ${webUrl}/credits/subscription`,
    'Credits that you bought as a pack stay yours.',
  ]);
}

function ended(facts: MailFacts): RenderedMail {
  const { displayName, webUrl } = facts;
  subscriptionOf(facts);
  return written('billing', `Your ${displayName} subscription has ended`, [
    greeting(facts),
    'Your subscription has ended, and nothing more is charged. Credits that you bought as a pack stay yours.',
    `What is left and until when, and how to begin again: ${webUrl}/credits`,
  ]);
}

function exportReady(facts: MailFacts): RenderedMail {
  const { displayName, export: ready } = facts;
  if (!ready) throw new Error('this mail needs its export');
  const size = ready.bytes < 1_048_576 ? `${Math.ceil(ready.bytes / 1_024)} kB` : `${Math.ceil(ready.bytes / 1_048_576)} MB`;
  return written('service', `Your data from ${displayName} is ready`, [
    greeting(facts),
    `Everything that ${displayName} holds about you is in one file now (ZIP, ${size}). Open index.html in it to read; everything is also there for machines.`,
    `Fetch it here until ${day(ready.expiresAt)}: ${ready.link}`,
    'Whoever has this link can fetch the file, so pass this mail on to nobody. After that day the file is destroyed.',
  ]);
}

function subscriptionOf({ subscription }: MailFacts): Subscription {
  if (!subscription) throw new Error('this mail needs its subscription');
  return subscription;
}

const money = ({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amountMinor / 100);
const day = (at: Date) => at.toISOString().slice(0, 10);

const greeting = ({ account }: MailFacts) => (account?.displayName ? `Hello ${account.displayName},` : 'Hello,');

function written(mailClass: MailClass, subject: string, paragraphs: readonly string[]): RenderedMail {
  return {
    class: mailClass,
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n'),
  };
}
