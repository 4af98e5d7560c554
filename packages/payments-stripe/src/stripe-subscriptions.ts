import type {
  PaidInvoice,
  SubscriptionCheckout,
  SubscriptionCheckoutRequest,
  SubscriptionProvider,
  VendorSubscription,
} from '@keepword/billing';
import Stripe from 'stripe';
import { paidInvoice, stripeInvoice, stripeSubscription, stripeSubscriptionSession, vendorSubscription } from './read-subscription.js';
import { knownCall, stripeCall } from './stripe-call.js';

/** A year of monthly invoices: what may have been missed is newer than that. */
const invoicesMax = 12;

/** Stripe Billing behind Stripe Checkout in subscription mode, with the price given inline; see docs.stripe.com/api/subscriptions. */
export class StripeSubscriptions implements SubscriptionProvider {
  readonly #stripe: Stripe;

  constructor(stripe: Stripe) {
    this.#stripe = stripe;
  }

  /** A customer whom Stripe no longer knows (erased there) is not insisted on. @throws PaymentsUnavailable; Error when Stripe refuses */
  async createCheckout(request: SubscriptionCheckoutRequest): Promise<{ checkoutId: string; url: string }> {
    const { subscriptionId, vendorCustomerId } = request;
    const open = (customer: string | null, idempotencyKey: string) =>
      this.#stripe.checkout.sessions.create(sessionOf(request, customer), { idempotencyKey });
    const session = await stripeCall(async () => {
      try {
        return await open(vendorCustomerId, subscriptionId);
      } catch (error) {
        const forgotten = error instanceof Stripe.errors.StripeInvalidRequestError && error.param === 'customer' && vendorCustomerId;
        if (!forgotten) throw error;
        return open(null, `${subscriptionId}-anew`);
      }
    });
    if (!session.url) throw new Error('Stripe answered a checkout without an address');
    return { checkoutId: session.id, url: session.url };
  }

  /** @throws PaymentsUnavailable */
  async findCheckout(checkoutId: string): Promise<SubscriptionCheckout | null> {
    const session = await knownCall(() => this.#stripe.checkout.sessions.retrieve(checkoutId));
    if (!session) return null;
    const { status, subscription } = stripeSubscriptionSession.parse(session);
    return { state: status, vendorSubscriptionId: subscription ?? null };
  }

  /** @throws PaymentsUnavailable; Error when Stripe refuses for another reason than that it is over already */
  async closeCheckout(checkoutId: string): Promise<'closed' | 'complete'> {
    const checkout = await this.findCheckout(checkoutId);
    if (checkout?.state !== 'open') return checkout?.state === 'complete' ? 'complete' : 'closed';
    try {
      await stripeCall(() => this.#stripe.checkout.sessions.expire(checkoutId));
    } catch (error) {
      // It may have been paid, or have ended by itself, since it was looked at.
      const now = await this.findCheckout(checkoutId);
      if (now?.state === 'open') throw error;
      return now?.state === 'complete' ? 'complete' : 'closed';
    }
    return 'closed';
  }

  /** @throws PaymentsUnavailable */
  async findSubscription(vendorSubscriptionId: string): Promise<VendorSubscription | null> {
    const found = await knownCall(() => this.#stripe.subscriptions.retrieve(vendorSubscriptionId));
    return found && vendorSubscription(stripeSubscription.parse(found));
  }

  /** @throws PaymentsUnavailable; Error when Stripe refuses */
  async cancel(vendorSubscriptionId: string, when: 'at-period-end' | 'now'): Promise<void> {
    // The one that is over already is not known to this call any more, which is as good as done.
    if (when === 'now') await knownCall(() => this.#stripe.subscriptions.cancel(vendorSubscriptionId));
    else await stripeCall(() => this.#stripe.subscriptions.update(vendorSubscriptionId, { cancel_at_period_end: true }));
  }

  /** @throws PaymentsUnavailable; Error when Stripe refuses (it is over) */
  async resume(vendorSubscriptionId: string): Promise<void> {
    await stripeCall(() => this.#stripe.subscriptions.update(vendorSubscriptionId, { cancel_at_period_end: false }));
  }

  /** @throws PaymentsUnavailable */
  async findPayPage(vendorSubscriptionId: string): Promise<string | null> {
    const { data } = await stripeCall(() => this.#stripe.invoices.list({ subscription: vendorSubscriptionId, status: 'open', limit: 1 }));
    return data[0]?.hosted_invoice_url ?? null;
  }

  /** @throws PaymentsUnavailable */
  async findInvoice(invoiceId: string): Promise<PaidInvoice | null> {
    const found = await knownCall(() => this.#stripe.invoices.retrieve(invoiceId, { expand: ['payments'] }));
    return found && paidInvoice(stripeInvoice.parse(found));
  }

  /** @throws PaymentsUnavailable */
  async paidInvoices(vendorSubscriptionId: string): Promise<readonly PaidInvoice[]> {
    const page = await stripeCall(() =>
      this.#stripe.invoices.list({ subscription: vendorSubscriptionId, status: 'paid', limit: invoicesMax, expand: ['data.payments'] }),
    );
    return page.data.flatMap((invoice) => paidInvoice(stripeInvoice.parse(invoice)) ?? []);
  }
}

function sessionOf(
  { subscriptionId, plan, customerEmail, successUrl, cancelUrl }: SubscriptionCheckoutRequest,
  customer: string | null,
): Stripe.Checkout.SessionCreateParams {
  const told = customerEmail === null ? {} : { customer_email: customerEmail };
  return {
    mode: 'subscription',
    client_reference_id: subscriptionId,
    metadata: { subscriptionId },
    subscription_data: { metadata: { subscriptionId } },
    ...(customer === null ? told : { customer }),
    line_items: [
      {
        quantity: 1,
        price_data: {
          currency: plan.currency,
          unit_amount: plan.amountMinor,
          recurring: { interval: plan.interval },
          product_data: { name: plan.name },
        },
      },
    ],
    success_url: successUrl,
    cancel_url: cancelUrl,
  };
}
