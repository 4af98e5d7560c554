import { createHmac } from 'node:crypto';
import path from 'node:path';
import { z } from 'zod';
import { cardBehaviour, type Payer } from '../card-checkout/payer.js';
import { RecordFolder } from '../record-folder.js';
import type { VendorContext } from '../vendor.js';
import {
  newCreemId,
  newCustomer,
  newOrder,
  type CreemCheckout,
  type CreemCustomer,
  type CreemProduct,
  type CreemTransaction,
} from './creem-objects.js';

/** An answer of Creem's that is not a success. */
export class CreemRefusal extends Error {
  override readonly name = 'CreemRefusal';

  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

interface CreemDispute {
  readonly id: string;
  readonly transactionId: string;
}

const recordsMax = 2_000;
const checkoutLifetimeMs = 24 * 3_600_000;
const url = z.url({ protocol: /^https?$/ }).max(5_000);

const productBody = z.object({
  name: z.string().min(1).max(250),
  description: z.string().min(1).max(2_000),
  price: z.number().int().min(100).max(99_999_999),
  currency: z.enum(['EUR', 'USD']),
  billing_type: z.literal('onetime'),
  tax_mode: z.enum(['inclusive', 'exclusive']).default('exclusive'),
  tax_category: z.string().max(60).default('saas'),
  default_success_url: url.optional(),
});

const checkoutBody = z.object({
  product_id: z.string().min(1).max(200),
  request_id: z.string().max(255).optional(),
  units: z.number().int().min(1).max(999).default(1),
  customer: z.object({ email: z.email().max(254).optional() }).optional(),
  success_url: url.optional(),
  metadata: z.record(z.string().max(100), z.unknown()).default({}),
});

const customerBody = z.object({ customer_id: z.string().min(1).max(200), email: z.email().max(254).toLowerCase() });

/** One store's products, checkouts and payments, and the webhooks that tell of them. */
export class CreemStore {
  readonly products: RecordFolder<CreemProduct>;
  readonly #checkouts: RecordFolder<CreemCheckout>;
  readonly #transactions: RecordFolder<CreemTransaction>;
  readonly #disputes: RecordFolder<CreemDispute>;
  readonly #context: VendorContext;

  constructor(context: VendorContext) {
    this.#context = context;
    const folder = <Content extends { readonly id: string }>(name: string) =>
      new RecordFolder<Content>(path.join(context.dataDir, name), recordsMax);
    this.products = folder('products');
    this.#checkouts = folder('checkouts');
    this.#transactions = folder('transactions');
    this.#disputes = folder('disputes');
  }

  createProduct(given: unknown): CreemProduct {
    const { default_success_url: successUrl = null, ...body } = read(productBody, given);
    const at = this.#context.clock.now().toISOString();
    const id = newCreemId('prod');
    const fixed = { mode: 'test', object: 'product', billing_period: 'once', status: 'active' } as const;
    return this.products.put({
      id,
      ...fixed,
      ...body,
      default_success_url: successUrl,
      product_url: `${this.#context.url}/product/${id}`,
      created_at: at,
      updated_at: at,
    });
  }

  product(id: string): CreemProduct {
    return present(this.products.get(id), 'Product');
  }

  createCheckout(given: unknown): CreemCheckout {
    const body = read(checkoutBody, given);
    this.product(body.product_id);
    return this.#checkouts.put({
      id: newCreemId('ch'),
      status: 'pending',
      requestId: body.request_id ?? null,
      productId: body.product_id,
      units: body.units,
      successUrl: body.success_url ?? null,
      customerEmail: body.customer?.email ?? null,
      metadata: body.metadata,
      createdAt: this.#context.clock.now().toISOString(),
      order: null,
      customer: null,
    });
  }

  checkout(id: string): CreemCheckout {
    const checkout = present(this.#checkouts.get(id), 'Checkout');
    const age = this.#context.clock.now().getTime() - Date.parse(checkout.createdAt);
    return checkout.status === 'pending' && age > checkoutLifetimeMs ? this.#checkouts.put({ ...checkout, status: 'expired' }) : checkout;
  }

  /** What the hosted page does with a pending checkout. */
  pay(checkout: CreemCheckout, payer: Payer): CreemCheckout | 'declined' {
    const behaviour = cardBehaviour(payer.card);
    if (behaviour === 'declined') return 'declined';
    const now = this.#context.clock.now();
    const customer = newCustomer(payer, now.toISOString());
    const { order, transaction } = newOrder(this.product(checkout.productId), checkout.units, customer, now);
    this.#transactions.put(transaction);
    const completed = this.#checkouts.put({ ...checkout, status: 'completed', order, customer });
    this.#tell('checkout.completed', this.shown(completed));
    if (behaviour === 'disputed') this.openDispute(transaction.id);
    return completed;
  }

  /** By its id or by its address. */
  customer({ id, email }: { readonly id?: string | undefined; readonly email?: string | undefined }): CreemCustomer {
    const customers = this.#checkouts.all().flatMap(({ customer }) => customer ?? []);
    return present(
      customers.find((one) => (id ? one.id === id : one.email.toLowerCase() === email?.toLowerCase())),
      'Customer',
    );
  }

  /** The real one knows one customer for each address, so all checkouts of that address change. */
  changeCustomer(given: unknown): CreemCustomer {
    const { customer_id: id, email } = read(customerBody, given);
    const former = this.customer({ id });
    const of = (address: string) => this.#checkouts.all().filter(({ customer }) => customer?.email === address);
    if (email !== former.email && of(email).length > 0) throw new CreemRefusal(409, 'The email is used by another customer');
    const updatedAt = this.#context.clock.now().toISOString();
    for (const checkout of of(former.email))
      if (checkout.customer)
        this.#checkouts.put({ ...checkout, customerEmail: null, customer: { ...checkout.customer, email, updated_at: updatedAt } });
    return this.customer({ id });
  }

  transaction(id: string): CreemTransaction {
    return present(this.#transactions.get(id), 'Transaction');
  }

  /** Creem gives back all that is left of a payment. */
  refund(transactionId: string): { readonly status: 'succeeded' } {
    const transaction = this.transaction(transactionId);
    const left = transaction.amount_paid - transaction.refunded_amount;
    if (left <= 0) throw new CreemRefusal(400, 'The transaction has already been refunded');
    const refunded = this.#transactions.put({ ...transaction, status: 'refunded', refunded_amount: transaction.amount_paid });
    const amounts = { refund_amount: left, refund_currency: transaction.currency, reason: 'requested_by_customer' };
    this.#tell('refund.created', {
      id: newCreemId('ref'),
      mode: 'test',
      object: 'refund',
      status: 'succeeded',
      ...amounts,
      ...this.#around(refunded),
      created_at: this.#now(),
    });
    return { status: 'succeeded' };
  }

  openDispute(transactionId: string): { readonly id: string } {
    const transaction = this.transaction(transactionId);
    if (this.#disputes.all().some((dispute) => dispute.transactionId === transactionId))
      throw new CreemRefusal(400, 'The transaction is already disputed');
    const { id } = this.#disputes.put({ id: newCreemId('disp'), transactionId });
    const charged = this.#transactions.put({ ...transaction, status: 'chargedBack' });
    const amounts = { amount: transaction.amount_paid, currency: transaction.currency };
    this.#tell('dispute.created', { id, mode: 'test', object: 'dispute', ...amounts, ...this.#around(charged), created_at: this.#now() });
    return { id };
  }

  /** A checkout as the API and the webhooks show it. */
  shown({ id, status, requestId, productId, units, successUrl, metadata, order, customer }: CreemCheckout) {
    const told = {
      id,
      mode: 'test',
      object: 'checkout',
      status,
      product: this.product(productId),
      units,
      success_url: successUrl,
      metadata,
      custom_fields: [],
    };
    return {
      ...told,
      ...(requestId === null ? {} : { request_id: requestId }),
      ...(order && customer ? { order, customer } : { checkout_url: `${this.#context.url}/checkout/${id}` }),
    };
  }

  #around(transaction: CreemTransaction) {
    const checkout = this.#checkouts.all().find(({ order }) => order?.transaction === transaction.id);
    return {
      transaction,
      ...(checkout?.order && checkout.customer ? { checkout: checkout.id, order: checkout.order, customer: checkout.customer } : {}),
    };
  }

  /** Signed by a plain HMAC of the body, in hex; no time is signed. */
  #tell(eventType: string, object: object): void {
    const body = JSON.stringify({ id: newCreemId('evt'), eventType, created_at: this.#now(), object });
    const signature = createHmac('sha256', this.#context.secrets.creemWebhookSecret).update(body).digest('hex');
    this.#context.control.deliver({
      url: `${this.#context.coreApiUrl}/webhooks/creem`,
      headers: { 'content-type': 'application/json', 'creem-signature': signature },
      body,
    });
  }

  #now(): number {
    return this.#context.clock.now().getTime();
  }
}

function read<Shape>(schema: z.ZodType<Shape>, given: unknown): Shape {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new CreemRefusal(400, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`);
}

function present<Content>(content: Content | undefined, kind: string): Content {
  if (!content) throw new CreemRefusal(404, `${kind} not found`);
  return content;
}
