import type { FastifyReply } from 'fastify';
import { html, sendPage, type Html } from '../html-page.js';

export interface CheckoutPage {
  readonly vendorName: string;
  readonly items: readonly string[];
  readonly amountMinor: number;
  readonly currency: string;
  /** How often it is paid again by itself, for a subscription. */
  readonly every?: 'month';
  /** Shown instead of a field where the merchant has told it. */
  readonly email: string | null;
  /** A button that answers the form with `action=cancel`, a link back to the shop, or neither. */
  readonly wayOut: 'button' | { readonly href: string } | null;
  readonly mayLeadTo: readonly string[];
  /** After a refused attempt: the sentence, and what was typed. */
  readonly refused?: { readonly problem: string; readonly typed: URLSearchParams };
}

/** The vendor's hosted page: works without scripts, every field has a label and a value that pays. The form answers to its own address. */
export function sendCheckoutPage(reply: FastifyReply, page: CheckoutPage): FastifyReply {
  const typed = page.refused?.typed;
  const value = (name: string, otherwise: string) => typed?.get(name) ?? otherwise;
  const problem = page.refused && html`<p class="problem" id="problem" role="alert">${page.refused.problem}</p>`;
  return sendPage(reply, page.refused ? 402 : 200, {
    title: `Pay with ${page.vendorName}`,
    mayLeadTo: page.mayLeadTo,
    main: html`<p class="note">${page.vendorName} checkout, stood in for on this computer. No money moves and nobody outside is asked.</p>
      <h1>${page.items.join(', ')}</h1>
      <p class="price">${money(page.amountMinor, page.currency)}${page.every && ` every ${page.every}`}</p>
      ${problem}
      <form method="post" ${page.refused && html` aria-describedby="problem"`}>
        ${page.email === null ? field('email', 'Email for the receipt', value('email', ''), html`type="email" autocomplete="email" maxlength="254" required`) : html`<p>Receipt to <strong>${page.email}</strong></p>`}
        <fieldset>
          <legend>Card</legend>
          ${field('card', 'Card number', value('card', '4242 4242 4242 4242'), html`inputmode="numeric" autocomplete="cc-number" maxlength="24" required aria-describedby="card-note"`)}
          <p class="note" id="card-note">
            4242 4242 4242 4242 pays. 4000 0000 0000 0002 is declined. 4000 0000 0000 0259 pays and is then disputed.
            ${page.every && '4000 0000 0000 0341 pays now, and is declined when it renews.'}
          </p>
          <div class="pair">
            <div>
              ${field('expiry', 'Valid until (MM/YY)', value('expiry', '12/34'), html`autocomplete="cc-exp" maxlength="7" required`)}
            </div>
            <div>
              ${field('cvc', 'Security code', value('cvc', '123'), html`inputmode="numeric" autocomplete="cc-csc" maxlength="4" required`)}
            </div>
          </div>
          ${field('name', 'Name on the card', value('name', 'Ada Example'), html`autocomplete="cc-name" maxlength="100" required`)}
          <div class="pair">
            <div>
              ${field('country', 'Country (two letters)', value('country', 'NL'), html`autocomplete="country" maxlength="2" required`)}
            </div>
            <div>
              ${field('postal_code', 'Postal code', value('postal_code', '1012 AB'), html`autocomplete="postal-code" maxlength="12"`)}
            </div>
          </div>
        </fieldset>
        <div class="actions">
          <button class="main" name="action" value="pay">${page.every ? 'Subscribe' : 'Pay'}</button>${wayOut(page.wayOut)}
        </div>
      </form>`,
  });
}

/** For a checkout that cannot be paid any more, or never was. */
export function sendClosedCheckout(reply: FastifyReply, status: 404 | 410, vendorName: string, sentence: string): FastifyReply {
  return sendPage(reply, status, {
    title: `${vendorName} checkout`,
    main: html`<h1>There is nothing to pay here</h1>
      <p>${sentence}</p>`,
  });
}

function field(name: string, label: string, value: string, attributes: Html): Html {
  return html`<label for="${name}">${label}</label><input id="${name}" name="${name}" value="${value}" ${attributes} />`;
}

function wayOut(way: CheckoutPage['wayOut']): Html | null {
  if (way === 'button') return html`<button name="action" value="cancel" formnovalidate>Cancel</button>`;
  return way && html`<a class="button" href="${way.href}">Back to the shop</a>`;
}

function money(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
