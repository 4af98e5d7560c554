import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendCheckoutPage, sendClosedCheckout } from '../card-checkout/checkout-page.js';
import { readPayer } from '../card-checkout/payer.js';
import { html, sendPage } from '../html-page.js';
import type { Vendor, VendorContext } from '../vendor.js';
import { readForm } from '../vendor-host.js';
import { StripeAccount } from './stripe-account.js';
import { addStripeApi } from './stripe-api.js';
import type { Invoice } from './stripe-billing-objects.js';
import type { CheckoutSession } from './stripe-objects.js';

/** Short, so that a moved clock is caught up with before anybody has looked twice. */
const dueEveryMs = 500;

/** Stands in for Stripe: the API under `/v1`, the hosted checkout page under `/checkout`, signed webhooks. Real card data is never asked for. */
export const stripeVendor: Vendor = {
  prefix: 'stripe',
  async register(app, context) {
    const account = new StripeAccount(context);
    await app.register(async (api: FastifyInstance) => addStripeApi(api, account, context), { prefix: '/v1' });
    addHostedPage(app, account);
    addInvoicePage(app, account, context);
    const sweep = setInterval(() => {
      account.expireDue();
      account.billing.advance();
    }, dueEveryMs);
    sweep.unref();
    return async () => clearInterval(sweep);
  },
};

function addHostedPage(app: FastifyInstance, account: StripeAccount): void {
  const open = (id: string): CheckoutSession | null => {
    account.expireDue();
    return account.sessions.get(id) ?? null;
  };
  const pageOf = (session: CheckoutSession) => ({
    vendorName: 'Stripe',
    items: account.linesOf(session).map(({ description, quantity }) => (quantity === 1 ? description : `${quantity} × ${description}`)),
    amountMinor: session.amount_total,
    currency: session.currency,
    ...(session.mode === 'subscription' ? { every: 'month' as const } : {}),
    email: session.customer_email,
    wayOut: session.cancel_url ? ('button' as const) : null,
    mayLeadTo: [session.success_url, session.cancel_url].filter((url) => url !== null).map((url) => new URL(url).origin),
  });

  app.get<{ Params: { id: string } }>('/checkout/:id', async (request, reply) => {
    const session = open(request.params.id);
    if (!session) return sendClosedCheckout(reply, 404, 'Stripe', 'This checkout is not known.');
    if (session.status === 'expired') return sendClosedCheckout(reply, 410, 'Stripe', 'This checkout has expired.');
    if (session.status === 'complete') return reply.redirect(successUrl(session), 303);
    return sendCheckoutPage(reply, pageOf(session));
  });

  app.post<{ Params: { id: string } }>('/checkout/:id', async (request, reply) => {
    const session = open(request.params.id);
    if (!session) return sendClosedCheckout(reply, 404, 'Stripe', 'This checkout is not known.');
    // A second click on “Pay” arrives here: the payment is made once, and the way goes on.
    if (session.status === 'complete') return reply.redirect(successUrl(session), 303);
    const form = readForm(request);
    if (form.get('action') === 'cancel' && session.cancel_url) return reply.redirect(session.cancel_url, 303);
    if (session.status === 'expired') return sendClosedCheckout(reply, 410, 'Stripe', 'This checkout has expired.');
    const payer = readPayer(form, session.customer_email);
    if ('problem' in payer) return sendCheckoutPage(reply, { ...pageOf(session), refused: { problem: payer.problem, typed: form } });
    if (account.pay(session, payer) === 'declined') {
      return sendCheckoutPage(reply, {
        ...pageOf(session),
        refused: { problem: 'Your card was declined. Please try another one.', typed: form },
      });
    }
    return reply.redirect(successUrl(session), 303);
  });
}

/** Where the bill of a renewal that was declined can be paid after all, with another card. */
function addInvoicePage(app: FastifyInstance, { billing }: StripeAccount, context: VendorContext): void {
  const paid = (reply: FastifyReply) =>
    sendPage(reply, 200, {
      title: 'Stripe invoice',
      main: html`<h1>This invoice is paid</h1>
        <p><a class="button" href="${context.webUrl}/credits/subscription">Back to the shop</a></p>`,
    });
  const pageOf = ({ total, currency }: Invoice) => ({
    vendorName: 'Stripe',
    items: ['Invoice for one month'],
    amountMinor: total,
    currency,
    email: null,
    wayOut: { href: `${context.webUrl}/credits/subscription` },
    mayLeadTo: [],
  });

  app.get<{ Params: { id: string } }>('/invoice/:id', async (request, reply) => {
    const invoice = billing.invoices.get(request.params.id);
    if (!invoice) return sendClosedCheckout(reply, 404, 'Stripe', 'This invoice is not known.');
    return invoice.status === 'paid' ? paid(reply) : sendCheckoutPage(reply, pageOf(invoice));
  });

  app.post<{ Params: { id: string } }>('/invoice/:id', async (request, reply) => {
    const invoice = billing.invoices.get(request.params.id);
    if (!invoice) return sendClosedCheckout(reply, 404, 'Stripe', 'This invoice is not known.');
    if (invoice.status === 'paid') return paid(reply);
    const form = readForm(request);
    const payer = readPayer(form, null);
    if ('problem' in payer) return sendCheckoutPage(reply, { ...pageOf(invoice), refused: { problem: payer.problem, typed: form } });
    if (billing.payInvoice(invoice, payer) === 'paid') return paid(reply);
    const problem = 'Your card was declined. Please try another one.';
    return sendCheckoutPage(reply, { ...pageOf(invoice), refused: { problem, typed: form } });
  });
}

const successUrl = (session: CheckoutSession) => session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
