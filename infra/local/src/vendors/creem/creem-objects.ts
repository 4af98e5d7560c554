import { createHash, randomBytes } from 'node:crypto';
import type { Payer } from '../card-checkout/payer.js';

/** Creem's objects as its API shows them; field names follow docs.creem.io/api-reference. Money is in minor units. */
export interface CreemProduct {
  readonly id: string;
  readonly mode: 'test';
  readonly object: 'product';
  readonly name: string;
  readonly description: string;
  readonly price: number;
  readonly currency: string;
  readonly billing_type: 'onetime';
  readonly billing_period: 'once';
  readonly status: 'active';
  readonly tax_mode: 'inclusive' | 'exclusive';
  readonly tax_category: string;
  readonly product_url: string;
  readonly default_success_url: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CreemCustomer {
  readonly id: string;
  readonly mode: 'test';
  readonly object: 'customer';
  readonly email: string;
  readonly name: string;
  readonly country: string;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface CreemOrder {
  readonly id: string;
  readonly mode: 'test';
  readonly object: 'order';
  readonly customer: string;
  readonly product: string;
  readonly transaction: string;
  readonly amount: number;
  readonly sub_total: number;
  readonly tax_amount: number;
  readonly discount_amount: number;
  readonly amount_due: number;
  readonly amount_paid: number;
  readonly currency: string;
  readonly status: 'paid' | 'pending';
  readonly type: 'onetime';
  readonly created_at: string;
  readonly updated_at: string;
}

/** A checkout as it is kept; the API adds the product to it. */
export interface CreemCheckout {
  readonly id: string;
  readonly status: 'pending' | 'completed' | 'expired';
  readonly requestId: string | null;
  readonly productId: string;
  readonly units: number;
  readonly successUrl: string | null;
  readonly customerEmail: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly createdAt: string;
  readonly order: CreemOrder | null;
  readonly customer: CreemCustomer | null;
}

export interface CreemTransaction {
  readonly id: string;
  readonly mode: 'test';
  readonly object: 'transaction';
  readonly amount: number;
  readonly amount_paid: number;
  readonly discount_amount: number;
  readonly currency: string;
  readonly type: 'payment';
  readonly tax_country: string;
  readonly tax_amount: number;
  readonly status: 'paid' | 'refunded' | 'chargedBack';
  readonly refunded_amount: number;
  readonly order: string;
  readonly customer: string;
  readonly description: string;
  /** Milliseconds since 1970. */
  readonly created_at: number;
}

export const newCreemId = (kind: string) => `${kind}_${randomBytes(18).toString('base64url').replace(/[-_]/g, 'x')}`;

export function newCustomer(payer: Payer, at: string): CreemCustomer {
  return {
    id: newCreemId('cust'),
    mode: 'test',
    object: 'customer',
    email: payer.email,
    name: payer.name,
    country: payer.country,
    created_at: at,
    updated_at: at,
  };
}

/** An order that is paid at once, and its payment. */
export function newOrder(
  product: CreemProduct,
  units: number,
  customer: CreemCustomer,
  now: Date,
): { order: CreemOrder; transaction: CreemTransaction } {
  const amount = product.price * units;
  const at = now.toISOString();
  const orderId = newCreemId('ord');
  const transaction: CreemTransaction = {
    id: newCreemId('tran'),
    mode: 'test',
    object: 'transaction',
    amount,
    amount_paid: amount,
    discount_amount: 0,
    currency: product.currency,
    type: 'payment',
    tax_country: customer.country,
    tax_amount: 0,
    status: 'paid',
    refunded_amount: 0,
    order: orderId,
    customer: customer.id,
    description: 'Order payment',
    created_at: now.getTime(),
  };
  const sums = {
    amount,
    sub_total: amount,
    tax_amount: 0,
    discount_amount: 0,
    amount_due: amount,
    amount_paid: amount,
    currency: product.currency,
  };
  const links = { customer: customer.id, product: product.id, transaction: transaction.id };
  return {
    transaction,
    order: {
      id: orderId,
      mode: 'test',
      object: 'order',
      ...links,
      ...sums,
      status: 'paid',
      type: 'onetime',
      created_at: at,
      updated_at: at,
    },
  };
}

/** What the browser brings back, with Creem's own signature over it: a digest of the fields in order, salted by the API key. */
export function returnAddress(checkout: CreemCheckout, apiKey: string): string | null {
  if (!checkout.successUrl || !checkout.order) return null;
  const fields: [string, string | null][] = [
    ['request_id', checkout.requestId],
    ['checkout_id', checkout.id],
    ['order_id', checkout.order.id],
    ['customer_id', checkout.order.customer],
    ['product_id', checkout.productId],
  ];
  const told = fields.filter((field): field is [string, string] => field[1] !== null);
  const signed = [...told.map(([name, value]) => `${name}=${value}`), `salt=${apiKey}`].join('|');
  const url = new URL(checkout.successUrl);
  for (const [name, value] of told) url.searchParams.set(name, value);
  url.searchParams.set('signature', createHash('sha256').update(signed).digest('hex'));
  return url.href;
}
