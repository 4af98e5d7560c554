import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckoutRequest, CheckoutStatus, PaymentEvent, PaymentProvider, PaymentWebhook } from '@keepword/billing';
import { Creem } from 'creem';
import type { CheckoutEntity } from 'creem/models/components';
import { CreemError } from 'creem/models/errors';
import type { CreemConfig } from './config.js';
import { creemCall } from './creem-call.js';
import { CreemCustomers } from './creem-customers.js';
import { CreemPayers } from './creem-payers.js';
import { OfferProducts } from './offer-products.js';
import { readEvent } from './read-event.js';

/** The fields that Creem is sent, each with its category; `customer`, and a customer's corrected `email`, only where the address may be handed over. */
export const disclosedCategories = {
  customer: 'account.identity',
  email: 'account.identity',
  customer_id: 'billing.payment',
  request_id: 'billing.payment',
  metadata: 'billing.payment',
  product_id: 'billing.payment',
  success_url: 'billing.payment',
  transaction_id: 'billing.payment',
} as const;

const requestTimeoutMs = 15_000;

/**
 * Creem's hosted checkout; see docs.creem.io. A payment is known by the id of its transaction.
 * Unlike Stripe, Creem has no address for a cancelled checkout, refunds whole payments only, and never tells how a dispute ended.
 */
export class CreemPayments implements PaymentProvider {
  readonly id = 'creem';
  /** Sold through Stripe only: no profile lists subscriptions together with Creem. */
  readonly subscriptions = null;
  readonly payers = new CreemPayers();
  readonly customers: CreemCustomers;
  readonly #webhookSecret: string;
  readonly #creem: Creem;
  readonly #products: OfferProducts;

  constructor(config: CreemConfig) {
    this.#webhookSecret = config.webhookSecret;
    this.#creem = new Creem({
      apiKey: config.apiKey,
      timeoutMs: requestTimeoutMs,
      retryConfig: {
        strategy: 'backoff',
        backoff: { initialInterval: 300, maxInterval: 2_000, exponent: 2, maxElapsedTime: 4_000 },
        retryConnectionErrors: false,
      },
      ...(config.apiBaseUrl === undefined ? {} : { serverURL: config.apiBaseUrl }),
    });
    this.#products = new OfferProducts(this.#creem);
    this.customers = new CreemCustomers(this.#creem);
  }

  /**
   * Creem has no idempotency key for checkouts: a repeated call makes a second checkout of the same purchase, which `request_id` names.
   * @throws PaymentsUnavailable; Error when Creem refuses the request
   */
  async createCheckout({ purchaseId, offer, customerEmail, successUrl }: CheckoutRequest): Promise<{ checkoutId: string; url: string }> {
    const checkout = await creemCall(async () =>
      this.#creem.checkouts.create(
        {
          requestId: purchaseId,
          productId: await this.#products.idFor(offer),
          metadata: { purchaseId },
          successUrl,
          ...(customerEmail === null ? {} : { customer: { email: customerEmail } }),
        },
        // Not repeated inside the SDK, since each call that arrives makes a checkout.
        { retries: { strategy: 'none' } },
      ),
    );
    if (!checkout.checkoutUrl) throw new Error('Creem answered a checkout without an address');
    return { checkoutId: checkout.id, url: checkout.checkoutUrl };
  }

  /** @throws PaymentsUnavailable */
  async findCheckout(checkoutId: string): Promise<CheckoutStatus | null> {
    return creemCall(async () => {
      try {
        return checkoutStatus(await this.#creem.checkouts.retrieve(checkoutId));
      } catch (error) {
        if (error instanceof CreemError && error.statusCode === 404) return null;
        throw error;
      }
    });
  }

  /**
   * Gives the whole payment back. Safe to repeat: a payment that is already given back is left alone.
   * @param amountMinor must be all that is left of the payment
   * @throws PaymentsUnavailable; RangeError for a part of a payment; Error when Creem refuses
   */
  async refund(paymentId: string, amountMinor: number, _idempotencyKey: string): Promise<void> {
    await creemCall(async () => {
      const { amount, amountPaid, refundedAmount, status } = await this.#creem.transactions.getById(paymentId);
      const left = (amountPaid ?? amount) - (refundedAmount ?? 0);
      if (status === 'refunded' || left <= 0) return;
      if (amountMinor !== left) throw new RangeError(`Creem refunds whole payments only: ${left} is left, ${amountMinor} was asked`);
      await this.#creem.transactions.refund({ transactionId: paymentId }, { retries: { strategy: 'none' } });
    });
  }

  /** Creem signs no time, so nothing is ever `stale`; replays are stopped by taking each event id once. */
  async readWebhook({
    headers,
    rawBody,
  }: PaymentWebhook): Promise<PaymentEvent | { readonly refused: 'bad-signature' | 'stale' | 'malformed' }> {
    const given = Buffer.from(headers['creem-signature'] ?? '');
    const expected = Buffer.from(createHmac('sha256', this.#webhookSecret).update(rawBody).digest('hex'));
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { refused: 'bad-signature' };
    let parsed: unknown;
    try {
      parsed = JSON.parse(Buffer.from(rawBody).toString('utf8'));
    } catch {
      return { refused: 'malformed' };
    }
    return readEvent(parsed) ?? { refused: 'malformed' };
  }
}

function checkoutStatus({ id, requestId, metadata, order, product, status }: CheckoutEntity): CheckoutStatus {
  const purchaseId: unknown = metadata?.['purchaseId'] ?? requestId;
  const listed = typeof product === 'string' ? null : product;
  return {
    checkoutId: id,
    purchaseId: typeof purchaseId === 'string' ? purchaseId : null,
    state: order?.status === 'paid' ? 'paid' : status === 'expired' ? 'expired' : 'open',
    paymentId: order?.transaction ?? null,
    amountMinor: order?.amountPaid ?? order?.amount ?? listed?.price ?? 0,
    currency: (order?.currency ?? listed?.currency ?? '').toLowerCase(),
  };
}
