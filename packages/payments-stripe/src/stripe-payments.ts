import type { CheckoutRequest, CheckoutStatus, PaymentEvent, PaymentProvider, PaymentWebhook } from '@keepword/billing';
import type Stripe from 'stripe';
import type { StripeConfig } from './config.js';
import { checkoutStatus, readEvent, stripeSession } from './read-event.js';
import { knownCall, stripeCall } from './stripe-call.js';
import { stripeClient } from './stripe-client.js';
import { StripeCustomers } from './stripe-customers.js';
import { StripePayers } from './stripe-payers.js';
import { StripeSubscriptions } from './stripe-subscriptions.js';

/** The fields that Stripe is sent, each with its category; `customer_email`, and a customer's corrected `email`, only where the address may be handed over. */
export const disclosedCategories = {
  customer_email: 'account.identity',
  email: 'account.identity',
  customer: 'billing.payment',
  client_reference_id: 'billing.payment',
  metadata: 'billing.payment',
  subscription_data: 'billing.payment',
  cancel_at_period_end: 'billing.payment',
  mode: 'billing.payment',
  line_items: 'billing.payment',
  success_url: 'billing.payment',
  cancel_url: 'billing.payment',
  payment_intent: 'billing.payment',
  amount: 'billing.payment',
  objects: 'billing.payment',
  validation_behavior: 'billing.payment',
} as const;

const signatureAgeSecondsMax = 300;

/** Stripe Checkout in payment mode (subscriptions: {@link StripeSubscriptions}), with the price given inline; see docs.stripe.com/api/checkout/sessions. */
export class StripePayments implements PaymentProvider {
  readonly id = 'stripe';
  readonly subscriptions: StripeSubscriptions;
  readonly payers: StripePayers;
  readonly customers: StripeCustomers;
  readonly #config: StripeConfig;
  readonly #stripe: Stripe;

  constructor(config: StripeConfig) {
    this.#config = config;
    this.#stripe = stripeClient(config);
    this.subscriptions = new StripeSubscriptions(this.#stripe);
    this.payers = new StripePayers(this.#stripe, this.subscriptions);
    this.customers = new StripeCustomers(this.#stripe);
  }

  /** @throws PaymentsUnavailable; Error when Stripe refuses the request */
  async createCheckout({
    purchaseId,
    offer,
    customerEmail,
    successUrl,
    cancelUrl,
  }: CheckoutRequest): Promise<{ checkoutId: string; url: string }> {
    const session = await stripeCall(() =>
      this.#stripe.checkout.sessions.create(
        {
          mode: 'payment',
          client_reference_id: purchaseId,
          metadata: { purchaseId },
          ...(customerEmail === null ? {} : { customer_email: customerEmail }),
          line_items: [
            {
              quantity: 1,
              price_data: { currency: offer.currency.toLowerCase(), unit_amount: offer.amountMinor, product_data: { name: offer.name } },
            },
          ],
          success_url: successUrl,
          cancel_url: cancelUrl,
        },
        { idempotencyKey: purchaseId },
      ),
    );
    if (!session.url) throw new Error('Stripe answered a checkout without an address');
    return { checkoutId: session.id, url: session.url };
  }

  /** @throws PaymentsUnavailable */
  async findCheckout(checkoutId: string): Promise<CheckoutStatus | null> {
    const session = await knownCall(() => this.#stripe.checkout.sessions.retrieve(checkoutId));
    return session && checkoutStatus(stripeSession.parse(session));
  }

  /** @throws PaymentsUnavailable; Error when Stripe refuses (more than was paid, already refunded) */
  async refund(paymentId: string, amountMinor: number, idempotencyKey: string): Promise<void> {
    await stripeCall(() => this.#stripe.refunds.create({ payment_intent: paymentId, amount: amountMinor }, { idempotencyKey }));
  }

  async readWebhook({
    headers,
    rawBody,
    receivedAt,
  }: PaymentWebhook): Promise<PaymentEvent | { readonly refused: 'bad-signature' | 'stale' | 'malformed' }> {
    const header = headers['stripe-signature'] ?? '';
    const body = Buffer.from(rawBody);
    // First without a limit of age, then with it: the SDK has one error class for both.
    if (!this.#isSigned(body, header, 0, receivedAt)) return { refused: 'bad-signature' };
    if (!this.#isSigned(body, header, signatureAgeSecondsMax, receivedAt)) return { refused: 'stale' };
    let parsed: unknown;
    try {
      parsed = JSON.parse(body.toString('utf8'));
    } catch {
      return { refused: 'malformed' };
    }
    return readEvent(parsed) ?? { refused: 'malformed' };
  }

  /** The SDK compares the signatures in constant time. @param ageSecondsMax 0 looks at the signature alone */
  #isSigned(body: Buffer, header: string, ageSecondsMax: number, receivedAt: Date): boolean {
    try {
      return (
        this.#stripe.webhooks.signature?.verifyHeader(
          body,
          header,
          this.#config.webhookSecret,
          ageSecondsMax,
          undefined,
          receivedAt.getTime(),
        ) ?? false
      );
    } catch {
      return false; // the SDK throws on every kind of header that does not verify, and also on some that it cannot read
    }
  }
}
