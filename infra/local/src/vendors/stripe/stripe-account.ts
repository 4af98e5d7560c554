import { createHmac } from 'node:crypto';
import path from 'node:path';
import type { z } from 'zod';
import { cardBehaviour, type Payer } from '../card-checkout/payer.js';
import { RecordFolder } from '../record-folder.js';
import type { VendorContext } from '../vendor.js';
import { IdempotentAnswers } from '../idempotent-answers.js';
import { StripeBilling } from './stripe-billing.js';
import {
  newCharge,
  newDispute,
  newPaymentIntent,
  newSession,
  newStripeId,
  paidSession,
  type Bill,
  type Charge,
  type CheckoutSession,
  type Customer,
  type Dispute,
  type LineItem,
  type Metadata,
  type PaymentIntent,
  type Price,
  type Product,
  type Refund,
  type StripeEvent,
  type StripeObject,
} from './stripe-objects.js';
import type { parametersOf } from './stripe-parameters.js';
import { StripeRedaction, type RedactionJob } from './stripe-redaction.js';
import { missing, StripeRefusal } from './stripe-refusal.js';

type Given<Call extends keyof typeof parametersOf> = z.infer<(typeof parametersOf)[Call]>;

interface Basket {
  /** The session's id. */
  readonly id: string;
  readonly lines: readonly LineItem[];
  /** For what the session makes: the payment, or the subscription. */
  readonly metadata: Metadata;
}

const recordsMax = 2_000;
const sessionLifetimeSeconds = 86_400;
const apiVersion = '2026-10-28.endive';

/** One merchant's account: what was sold, paid, given back and disputed, and the events that tell of it. */
export class StripeAccount {
  readonly sessions: RecordFolder<CheckoutSession>;
  readonly paymentIntents: RecordFolder<PaymentIntent>;
  readonly charges: RecordFolder<Charge>;
  readonly refunds: RecordFolder<Refund>;
  readonly disputes: RecordFolder<Dispute>;
  readonly customers: RecordFolder<Customer>;
  readonly products: RecordFolder<Product>;
  readonly prices: RecordFolder<Price>;
  readonly events: RecordFolder<StripeEvent>;
  readonly billing: StripeBilling;
  readonly redaction: StripeRedaction;
  readonly answers: IdempotentAnswers;
  readonly #baskets: RecordFolder<Basket>;
  readonly #context: VendorContext;

  constructor(context: VendorContext) {
    this.#context = context;
    const folder = <Content extends { readonly id: string }>(name: string) =>
      new RecordFolder<Content>(path.join(context.dataDir, name), recordsMax);
    this.sessions = folder('sessions');
    this.paymentIntents = folder('payment-intents');
    this.charges = folder('charges');
    this.refunds = folder('refunds');
    this.disputes = folder('disputes');
    this.customers = folder('customers');
    this.products = folder('products');
    this.prices = folder('prices');
    this.events = folder('events');
    this.#baskets = folder('baskets');
    this.billing = new StripeBilling(context, {
      charge: (bill, payer, metadata) => this.#charge(bill, payer, metadata).paymentIntent,
      tell: (type, object, previous) => this.#tell(type, object, previous),
    });
    this.answers = new IdempotentAnswers(path.join(context.dataDir, 'idempotency'), context.clock);
    const { subscriptions, invoices, invoicePayments, cards } = this.billing;
    this.redaction = new StripeRedaction(
      folder('redaction-jobs'),
      [
        this.sessions,
        this.paymentIntents,
        this.charges,
        this.refunds,
        this.disputes,
        this.customers,
        subscriptions,
        invoices,
        invoicePayments,
      ],
      [this.events, this.answers.kept, cards],
    );
  }

  redact(given: Given<'createRedactionJob'>): RedactionJob {
    return this.redaction.create(given.objects, given.validation_behavior, this.#seconds());
  }

  createSession(given: Given<'createSession'>): CheckoutSession {
    const created = this.#seconds();
    const id = newStripeId('cs_test');
    const lines = given.line_items.map((item) => this.#lineItem(item));
    const currencies = new Set(lines.map((line) => line.currency));
    if (currencies.size > 1) throw new StripeRefusal(400, 'All line items must be in the same currency.', { param: 'line_items' });
    const known = given.customer === undefined || this.customers.get(given.customer);
    if (!known || (known !== true && known.deleted))
      throw new StripeRefusal(400, `No such customer: '${given.customer}'`, { code: 'resource_missing', param: 'customer' });
    const recurring = given.line_items.some(({ price_data: data }) => data?.recurring !== undefined);
    if (recurring !== (given.mode === 'subscription') || (recurring && lines.length > 1))
      throw new StripeRefusal(400, 'A session in `subscription` mode is for one recurring price here, and only it is.', { param: 'mode' });
    const metadata = (recurring ? given.subscription_data : given.payment_intent_data)?.metadata ?? {};
    this.#baskets.put({ id, lines, metadata });
    return this.sessions.put(
      newSession({
        id,
        created,
        mode: given.mode,
        amount_total: lines.reduce((sum, line) => sum + line.amount_total, 0),
        currency: lines[0]?.currency ?? '',
        client_reference_id: given.client_reference_id ?? null,
        customer: given.customer ?? null,
        customer_email: given.customer_email ?? null,
        metadata: given.metadata ?? {},
        success_url: given.success_url,
        cancel_url: given.cancel_url ?? null,
        expires_at: given.expires_at ?? created + sessionLifetimeSeconds,
        url: `${this.#context.url}/checkout/${id}`,
      }),
    );
  }

  session(id: string): CheckoutSession {
    this.expireDue();
    return found('checkout.session', id, this.sessions);
  }

  linesOf(session: CheckoutSession): readonly LineItem[] {
    return this.#baskets.get(session.id)?.lines ?? [];
  }

  expire(id: string): CheckoutSession {
    const session = this.session(id);
    if (session.status !== 'open')
      throw new StripeRefusal(400, `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.`);
    const expired = this.sessions.put({ ...session, status: 'expired', url: null });
    this.#tell('checkout.session.expired', expired);
    return expired;
  }

  /** Ends the sessions whose day is over; called from time to time, since nobody may ask for them. */
  expireDue(): void {
    const now = this.#seconds();
    for (const session of this.sessions.all()) {
      if (session.status !== 'open' || session.expires_at > now) continue;
      this.#tell('checkout.session.expired', this.sessions.put({ ...session, status: 'expired', url: null }));
    }
  }

  /** What the hosted page does with an open session. */
  pay(session: CheckoutSession, payer: Payer): 'paid' | 'declined' {
    const behaviour = cardBehaviour(payer.card);
    if (behaviour === 'declined') return 'declined';
    if (session.mode === 'subscription') {
      this.#subscribe(session, payer);
      return 'paid';
    }
    const { charge, paymentIntent } = this.#charge(session, payer, this.#baskets.get(session.id)?.metadata ?? {});
    this.#tell('checkout.session.completed', this.sessions.put(paidSession(session, payer, { payment_intent: paymentIntent.id })));
    if (behaviour === 'disputed') this.#dispute(charge, charge.amount, 'fraudulent');
    return 'paid';
  }

  refund(given: Given<'createRefund'>): Refund {
    const charge = this.#chargeOf(given);
    const left = charge.amount - charge.amount_refunded;
    if (left === 0) throw new StripeRefusal(400, `Charge ${charge.id} has already been refunded.`, { code: 'charge_already_refunded' });
    const amount = given.amount ?? left;
    if (amount > left)
      throw new StripeRefusal(400, `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`, { param: 'amount' });
    const { id: chargeId, currency, payment_intent: paymentIntent } = charge;
    const told = { balance_transaction: newStripeId('txn'), metadata: given.metadata ?? {}, reason: given.reason ?? null };
    const refund: Refund = {
      id: newStripeId('re'),
      object: 'refund',
      created: this.#seconds(),
      amount,
      currency,
      charge: chargeId,
      payment_intent: paymentIntent,
      status: 'succeeded',
      ...told,
    };
    this.refunds.put(refund);
    const refunded = charge.amount_refunded + amount;
    const changed = this.charges.put({ ...charge, amount_refunded: refunded, refunded: refunded === charge.amount });
    this.#tell('charge.refunded', changed, { amount_refunded: charge.amount_refunded, refunded: charge.refunded });
    return refund;
  }

  openDispute(given: Given<'openDispute'>): Dispute {
    const charge = this.#chargeOf(given);
    if (charge.disputed) throw new StripeRefusal(400, `Charge ${charge.id} is already disputed.`, { code: 'charge_disputed' });
    return this.#dispute(charge, given.amount ?? charge.amount, given.reason);
  }

  closeDispute(id: string, outcome: 'won' | 'lost'): Dispute {
    const dispute = found('dispute', id, this.disputes);
    if (dispute.status !== 'needs_response') throw new StripeRefusal(400, 'This dispute is already closed.');
    const closed = this.disputes.put({ ...dispute, status: outcome });
    this.#tell('charge.dispute.closed', closed, { status: dispute.status });
    return closed;
  }

  createCustomer(given: Given<'createCustomer'>): Customer {
    const { email = null, name = null, metadata = {} } = given;
    return this.customers.put({ id: newStripeId('cus'), object: 'customer', created: this.#seconds(), email, name, metadata });
  }

  changeCustomer(id: string, given: Given<'createCustomer'>): Customer {
    const known = this.customer(id);
    if (known.deleted) throw new StripeRefusal(404, `No such customer: '${id}'`, { code: 'resource_missing', param: 'id' });
    const { email = known.email, name = known.name, metadata = known.metadata } = given;
    return this.customers.put({ ...known, email, name, metadata });
  }

  customer(id: string): Customer {
    return found('customer', id, this.customers);
  }

  /** Keeps nothing but that the id existed, as the real one does. */
  deleteCustomer(id: string): { readonly id: string; readonly object: 'customer'; readonly deleted: true } {
    const { created } = this.customer(id);
    this.billing.cancelAllOf(id);
    this.customers.put({ id, object: 'customer', created, email: null, name: null, metadata: {}, deleted: true });
    return { id, object: 'customer', deleted: true };
  }

  createProduct({ name, metadata = {} }: Given<'createProduct'>): Product {
    return this.products.put({ id: newStripeId('prod'), object: 'product', created: this.#seconds(), name, active: true, metadata });
  }

  createPrice({ currency, unit_amount: amount, product, metadata = {} }: Given<'createPrice'>): Price {
    found('product', product, this.products);
    const fixed = { object: 'price', type: 'one_time', active: true } as const;
    return this.prices.put({
      id: newStripeId('price'),
      created: this.#seconds(),
      product,
      currency: currency.toLowerCase(),
      unit_amount: amount,
      metadata,
      ...fixed,
    });
  }

  balance() {
    const sums = new Map<string, number>();
    for (const { currency, amount, amount_refunded: refunded } of this.charges.all())
      sums.set(currency, (sums.get(currency) ?? 0) + amount - refunded);
    for (const { currency, amount, status } of this.disputes.all())
      if (status !== 'won') sums.set(currency, (sums.get(currency) ?? 0) - amount);
    const available = [...sums].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
    return { object: 'balance', available, pending: [], livemode: false };
  }

  #subscribe(session: CheckoutSession, payer: Payer): void {
    const { lines = [], metadata = {} } = this.#baskets.get(session.id) ?? {};
    const [line] = lines;
    if (!line) throw new Error('a session without a line');
    const customer = session.customer ?? this.createCustomer({ email: payer.email, name: payer.name }).id;
    const { subscription, invoice } = this.billing.begin(customer, line, payer, metadata);
    const by = { subscription: subscription.id, invoice: invoice.id, customer };
    this.#tell('checkout.session.completed', this.sessions.put(paidSession(session, payer, by)));
  }

  #charge(bill: Bill, payer: Payer, metadata: Metadata): { readonly charge: Charge; readonly paymentIntent: PaymentIntent } {
    const now = this.#seconds();
    const paymentIntentId = newStripeId('pi');
    const charge = this.charges.put(newCharge(newStripeId('ch'), bill, paymentIntentId, payer, now));
    const paymentIntent = this.paymentIntents.put(newPaymentIntent(paymentIntentId, bill, charge.id, metadata, now));
    this.#tell('payment_intent.succeeded', paymentIntent);
    return { charge, paymentIntent };
  }

  #dispute(charge: Charge, amount: number, reason: string): Dispute {
    if (amount > charge.amount) throw new StripeRefusal(400, 'A dispute cannot exceed its charge.', { param: 'amount' });
    this.charges.put({ ...charge, disputed: true });
    const dispute = this.disputes.put(newDispute(charge, amount, reason, this.#seconds()));
    this.#tell('charge.dispute.created', dispute);
    return dispute;
  }

  #lineItem({ quantity, price: priceId, price_data: data }: Given<'createSession'>['line_items'][number]): LineItem {
    const line = { id: newStripeId('li'), object: 'item', quantity } as const;
    if (priceId) {
      const price = found('price', priceId, this.prices);
      return {
        ...line,
        description: this.products.get(price.product)?.name ?? '',
        amount_total: price.unit_amount * quantity,
        currency: price.currency,
      };
    }
    const name = data?.product ? found('product', data.product, this.products).name : data?.product_data?.name;
    if (!data || !name)
      throw new StripeRefusal(400, 'You must specify either `price` or `price_data` with a product.', {
        code: 'parameter_missing',
        param: 'line_items',
      });
    return { ...line, description: name, amount_total: data.unit_amount * quantity, currency: data.currency.toLowerCase() };
  }

  #chargeOf({ charge, payment_intent: paymentIntent }: { charge?: string | undefined; payment_intent?: string | undefined }): Charge {
    if (charge) return found('charge', charge, this.charges);
    if (!paymentIntent)
      throw new StripeRefusal(400, 'One of the following params should be provided: payment_intent or charge.', {
        code: 'parameter_missing',
      });
    return found('charge', found('payment_intent', paymentIntent, this.paymentIntents).latest_charge, this.charges);
  }

  #tell(type: string, object: StripeObject, previous?: Readonly<Record<string, unknown>>): void {
    const created = this.#seconds();
    const data = { object, ...(previous === undefined ? {} : { previous_attributes: previous }) };
    const told = { api_version: apiVersion, livemode: false, pending_webhooks: 1, request: { id: null, idempotency_key: null } };
    const event: StripeEvent = { id: newStripeId('evt'), object: 'event', created, type, data, ...told };
    this.events.put(event);
    const body = JSON.stringify(event);
    const signature = createHmac('sha256', this.#context.secrets.stripeWebhookSecret).update(`${created}.${body}`).digest('hex');
    this.#context.control.deliver({
      url: `${this.#context.coreApiUrl}/webhooks/stripe`,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (stand-in)',
        'stripe-signature': `t=${created},v1=${signature}`,
      },
      body,
    });
  }

  #seconds(): number {
    return Math.floor(this.#context.clock.now().getTime() / 1000);
  }
}

export function found<Content extends { readonly id: string }>(kind: string, id: string, records: RecordFolder<Content>): Content {
  const record = records.get(id);
  if (!record) throw missing(kind, id);
  return record;
}
