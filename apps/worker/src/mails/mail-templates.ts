import type { Account, MailClass } from '@keepword/accounts';
import type { Purchase, Subscription } from '@keepword/billing';
import type { Letter } from '@keepword/composition';
import { moderationLetter, type Moderated } from '@keepword/creations';
import type { MailTemplate } from '@keepword/database';
import { guardianPageMail, spendApprovalMail, type SupervisionFacts } from './guardian-mails.js';

export interface MailFacts {
  readonly displayName: string;
  readonly webUrl: string;
  readonly account: Account | null;
  readonly purchase: Purchase | null;
  readonly subscription: Subscription | null;
  readonly moderated: Moderated | null;
  readonly supervision: SupervisionFacts | null;
  readonly export: { readonly link: string; readonly expiresAt: Date; readonly bytes: number } | null;
}

export interface WrittenMail {
  readonly class: MailClass;
  readonly subject: string;
  readonly letter: Letter;
}

/** Every mail that is sent in the background, in our own words. No picture, no prompt, no tracking. */
export function writeMail(template: MailTemplate, facts: MailFacts): WrittenMail {
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
      return written(facts, 'security', `The address of your ${facts.displayName} account was changed`, [
        `The e-mail address of your account at ${facts.displayName} was just changed. This mail goes to the old address so that you know.`,
        `If that was not you, write to us at once: answer this mail.`,
      ]);
    case 'export-ready':
      return exportReady(facts);
    case 'moderation-decision':
      return moderationDecision(facts);
    case 'guardian-page':
      return guardianPageMail(facts.displayName, facts.supervision);
    case 'spend-approval':
      return spendApprovalMail(facts.displayName, facts.supervision);
    case 'account-closed':
      return written(facts, 'service', `Your ${facts.displayName} account is closed`, [
        'Your account was closed. Nothing more can be done with it, and its data is being erased.',
      ]);
  }
}

function receipt(facts: MailFacts): WrittenMail {
  const { purchase, displayName, webUrl } = facts;
  if (!purchase) throw new Error('a receipt needs its purchase');
  const amount = money(purchase);
  const what = purchase.billed
    ? `Thank you. Your subscription at ${displayName} brought ${purchase.credits} credits for ${amount}, for ${day(purchase.billed.startsAt)} to ${day(purchase.billed.endsAt)}.`
    : `Thank you. You bought ${purchase.credits} credits at ${displayName} for ${amount}.`;
  return written(facts, 'billing', `Receipt: ${purchase.credits} credits`, [what, `Purchase ${purchase.id}, ${day(purchase.createdAt)}.`], {
    link: { href: `${webUrl}/credits`, label: 'Your credits and every movement' },
    ...(purchase.billed ? { closing: [`You can cancel at any time: ${webUrl}/credits/subscription`] } : {}),
  });
}

function paymentFailed(facts: MailFacts): WrittenMail {
  const { displayName, webUrl } = facts;
  const subscription = subscriptionOf(facts);
  return written(
    facts,
    'billing',
    `The payment for your ${displayName} subscription did not go through`,
    [
      `The renewal of your subscription (${money(subscription)} a month for ${subscription.credits} credits) was not paid. No credits were added.`,
      'The payment is tried again over the next days. If the card has changed, you can give another one, or end the subscription.',
      'The credits that you have stay as they are.',
    ],
    { link: { href: `${webUrl}/credits/subscription`, label: 'Your subscription' } },
  );
}

function cancellation(facts: MailFacts): WrittenMail {
  const { displayName, webUrl } = facts;
  const { currentPeriodEndsAt: end } = subscriptionOf(facts);
  return written(
    facts,
    'billing',
    `Your ${displayName} subscription is cancelled`,
    [
      `This confirms that your subscription is cancelled.${end ? ` It runs until ${day(end)}, and nothing is charged after that.` : ' Nothing more is charged.'}`,
      'Credits that you bought as a pack stay yours.',
    ],
    { link: { href: `${webUrl}/credits/subscription`, label: 'Take that back until then' } },
  );
}

function ended(facts: MailFacts): WrittenMail {
  const { displayName, webUrl } = facts;
  subscriptionOf(facts);
  return written(
    facts,
    'billing',
    `Your ${displayName} subscription has ended`,
    ['Your subscription has ended, and nothing more is charged. Credits that you bought as a pack stay yours.'],
    { link: { href: `${webUrl}/credits`, label: 'What is left and until when, and how to begin again' } },
  );
}

function exportReady(facts: MailFacts): WrittenMail {
  const { displayName, export: ready } = facts;
  if (!ready) throw new Error('this mail needs its export');
  const size = ready.bytes < 1_048_576 ? `${Math.ceil(ready.bytes / 1_024)} kB` : `${Math.ceil(ready.bytes / 1_048_576)} MB`;
  return written(
    facts,
    'service',
    `Your data from ${displayName} is ready`,
    [
      `Everything that ${displayName} holds about you is in one file now (ZIP, ${size}). Open index.html in it to read; everything is also there for machines.`,
    ],
    {
      link: { href: ready.link, label: `Fetch it until ${day(ready.expiresAt)}` },
      closing: ['Whoever has this link can fetch the file, so pass this mail on to nobody. After that day the file is destroyed.'],
    },
  );
}

function moderationDecision(facts: MailFacts): WrittenMail {
  const { moderated, displayName, webUrl } = facts;
  if (!moderated) throw new Error('this mail needs its decision');
  const { subject, paragraphs } = moderationLetter(moderated);
  return written(facts, 'service', `${displayName}: ${subject}`, paragraphs, {
    link: { href: `${webUrl}/settings/privacy/decisions`, label: 'All decisions about what you made' },
  });
}

function subscriptionOf({ subscription }: MailFacts): Subscription {
  if (!subscription) throw new Error('this mail needs its subscription');
  return subscription;
}

const money = ({ amountMinor, currency }: { readonly amountMinor: number; readonly currency: string }) =>
  new Intl.NumberFormat('en', { style: 'currency', currency }).format(amountMinor / 100);
const day = (at: Date) => at.toISOString().slice(0, 10);

const greeting = ({ account }: MailFacts) => (account?.displayName ? `Hello ${account.displayName},` : 'Hello,');

function written(
  facts: MailFacts,
  mailClass: MailClass,
  subject: string,
  paragraphs: readonly string[],
  rest: Pick<Letter, 'link' | 'closing'> = {},
): WrittenMail {
  return { class: mailClass, subject, letter: { greeting: greeting(facts), paragraphs, ...rest } };
}
