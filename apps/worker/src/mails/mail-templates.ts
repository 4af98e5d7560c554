import type { Account, MailClass } from '@keepword/accounts';
import type { Purchase } from '@keepword/billing';
import type { MailTemplate } from '@keepword/database';

export interface MailFacts {
  readonly displayName: string;
  readonly webUrl: string;
  readonly account: Account | null;
  readonly purchase: Purchase | null;
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
    case 'email-change-notice':
      return written('security', `The address of your ${facts.displayName} account was changed`, [
        greeting(facts),
        `The e-mail address of your account at ${facts.displayName} was just changed. This mail goes to the old address so that you know.`,
        `If that was not you, write to us at once: answer this mail.`,
      ]);
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
  const amount = new Intl.NumberFormat('en', { style: 'currency', currency: purchase.currency }).format(purchase.amountMinor / 100);
  return written('billing', `Receipt: ${purchase.credits} credits`, [
    greeting(facts),
    `Thank you. You bought ${purchase.credits} credits at ${displayName} for ${amount}.`,
    `Purchase ${purchase.id}, ${purchase.createdAt.toISOString().slice(0, 10)}.`,
    `Your credits and every movement: ${webUrl}/credits`,
  ]);
}

const greeting = ({ account }: MailFacts) => (account?.displayName ? `Hello ${account.displayName},` : 'Hello,');

function written(mailClass: MailClass, subject: string, paragraphs: readonly string[]): RenderedMail {
  return {
    class: mailClass,
    subject,
    text: `${paragraphs.join('\n\n')}\n`,
    html: paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n'),
  };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escapeHtml = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
