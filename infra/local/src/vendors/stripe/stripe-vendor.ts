import type { FastifyInstance } from 'fastify';
import { sendCheckoutPage, sendClosedCheckout } from '../card-checkout/checkout-page.js';
import { readPayer } from '../card-checkout/payer.js';
import type { Vendor } from '../vendor.js';
import { readForm } from '../vendor-host.js';
import { StripeAccount } from './stripe-account.js';
import { addStripeApi } from './stripe-api.js';
import type { CheckoutSession } from './stripe-objects.js';

const expirySweepMs = 2_000;

/** Stands in for Stripe: the API under `/v1`, the hosted checkout page under `/checkout`, signed webhooks. Real card data is never asked for. */
export const stripeVendor: Vendor = {
  prefix: 'stripe',
  async register(app, context) {
    const account = new StripeAccount(context);
    await app.register(async (api: FastifyInstance) => addStripeApi(api, account, context), { prefix: '/v1' });
    addHostedPage(app, account);
    const sweep = setInterval(() => account.expireDue(), expirySweepMs);
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

const successUrl = (session: CheckoutSession) => session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);
