import { randomBytes } from 'node:crypto';
import { cardBrand, type Payer } from '../card-checkout/payer.js';

/** Stripe's objects as its API and its webhooks show them, with the fields that people's integrations read; see docs.stripe.com/api. */
export interface StripeObject {
  readonly id: string;
  readonly object: string;
  readonly created: number;
}

export interface LineItem {
  readonly id: string;
  readonly object: 'item';
  readonly description: string;
  readonly quantity: number;
  readonly amount_total: number;
  readonly currency: string;
}

export type Metadata = Readonly<Record<string, string>>;

export interface CheckoutSession extends StripeObject {
  readonly object: 'checkout.session';
  readonly status: 'open' | 'complete' | 'expired';
  readonly mode: 'payment' | 'subscription';
  readonly payment_status: 'paid' | 'unpaid';
  readonly payment_intent: string | null;
  readonly subscription: string | null;
  readonly invoice: string | null;
  readonly amount_total: number;
  readonly currency: string;
  readonly client_reference_id: string | null;
  readonly customer: string | null;
  readonly customer_email: string | null;
  readonly customer_details: CustomerDetails | null;
  readonly metadata: Metadata;
  readonly success_url: string;
  readonly cancel_url: string | null;
  readonly expires_at: number;
  readonly url: string | null;
}

/** What is charged at once, be it a session's or an invoice's. */
export type Bill = Pick<CheckoutSession, 'amount_total' | 'currency' | 'customer' | 'customer_email'>;

interface CustomerDetails {
  readonly email: string;
  readonly name: string | null;
  readonly phone: null;
  readonly tax_exempt: 'none';
  readonly tax_ids: readonly never[];
  readonly address: ReturnType<typeof billingAddress> | null;
}

export interface PaymentIntent extends StripeObject {
  readonly object: 'payment_intent';
  readonly amount: number;
  readonly currency: string;
  readonly latest_charge: string;
  readonly metadata: Metadata;
}

export interface Charge extends StripeObject {
  readonly object: 'charge';
  readonly amount: number;
  readonly amount_refunded: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly refunded: boolean;
  readonly disputed: boolean;
}

export interface Refund extends StripeObject {
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly status: 'succeeded';
}

export interface Dispute extends StripeObject {
  readonly object: 'dispute';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly reason: string;
  readonly status: 'needs_response' | 'won' | 'lost';
}

export interface Customer extends StripeObject {
  readonly object: 'customer';
  readonly email: string | null;
  readonly name: string | null;
  readonly metadata: Metadata;
  readonly deleted?: true;
}

export interface Product extends StripeObject {
  readonly object: 'product';
  readonly name: string;
  readonly active: true;
  readonly metadata: Metadata;
}

export interface Price extends StripeObject {
  readonly object: 'price';
  readonly product: string;
  readonly currency: string;
  readonly unit_amount: number;
  readonly type: 'one_time';
  readonly active: true;
  readonly metadata: Metadata;
}

export interface StripeEvent extends StripeObject {
  readonly object: 'event';
  readonly type: string;
  readonly data: { readonly object: StripeObject; readonly previous_attributes?: Readonly<Record<string, unknown>> };
}

/** `cs_test_…`: unguessable, as the address of a hosted page is made of it. */
export const newStripeId = (kind: string) => `${kind}_${randomBytes(24).toString('base64url').replace(/[-_]/g, 'x')}`;

const billingAddress = ({ country, postalCode }: Payer) => ({
  city: null,
  country,
  line1: null,
  line2: null,
  postal_code: postalCode || null,
  state: null,
});

const detailsOf = (email: string, name: string | null, address: CustomerDetails['address']): CustomerDetails => ({
  email,
  name,
  phone: null,
  tax_exempt: 'none',
  tax_ids: [],
  address,
});

export function newSession(
  given: Omit<CheckoutSession, 'object' | 'status' | 'payment_status' | 'payment_intent' | 'subscription' | 'invoice' | 'customer_details'>,
): CheckoutSession {
  const unpaid = {
    object: 'checkout.session',
    amount_subtotal: given.amount_total,
    customer_creation: given.customer ? null : given.mode === 'subscription' ? 'always' : 'if_required',
    customer_details: given.customer_email ? detailsOf(given.customer_email, null, null) : null,
    invoice: null,
    livemode: false,
    payment_intent: null,
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    status: 'open',
    subscription: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
  } as const;
  return { ...unpaid, ...given };
}

/** What a paid session becomes, with the person's details as the real one has them. */
export function paidSession(
  session: CheckoutSession,
  payer: Payer,
  by: Partial<Pick<CheckoutSession, 'payment_intent' | 'subscription' | 'invoice' | 'customer'>>,
): CheckoutSession {
  return {
    ...session,
    status: 'complete',
    payment_status: 'paid',
    ...by,
    url: null,
    customer_details: detailsOf(payer.email, payer.name, billingAddress(payer)),
  };
}

export function newPaymentIntent(id: string, bill: Bill, charge: string, metadata: Metadata, created: number): PaymentIntent {
  const { amount_total: amount, currency, customer } = bill;
  const settled = {
    amount_capturable: 0,
    amount_received: amount,
    capture_method: 'automatic',
    confirmation_method: 'automatic',
    livemode: false,
  };
  const asked = { customer, receipt_email: bill.customer_email };
  const method = { payment_method: newStripeId('pm'), payment_method_types: ['card'], status: 'succeeded' };
  return {
    id,
    object: 'payment_intent',
    created,
    amount,
    currency,
    latest_charge: charge,
    metadata,
    ...settled,
    ...method,
    ...asked,
  };
}

export function newCharge(id: string, bill: Bill, paymentIntent: string, payer: Payer, created: number): Charge {
  const { amount_total: amount, currency, customer } = bill;
  const card = {
    brand: cardBrand(payer.card),
    checks: { address_postal_code_check: 'pass', cvc_check: 'pass' },
    country: payer.country,
    exp_month: payer.expiryMonth,
    exp_year: payer.expiryYear,
    fingerprint: newStripeId('fp').slice(3, 19),
    funding: 'credit',
    last4: payer.card.slice(-4),
    network: cardBrand(payer.card),
  };
  const told = {
    amount_captured: amount,
    balance_transaction: newStripeId('txn'),
    billing_details: { address: billingAddress(payer), email: payer.email, name: payer.name, phone: null },
    captured: true,
    customer,
    livemode: false,
    outcome: { network_status: 'approved_by_network', risk_level: 'normal', seller_message: 'Payment complete.', type: 'authorized' },
    paid: true,
    payment_method_details: { card, type: 'card' },
    receipt_email: payer.email,
    status: 'succeeded',
  };
  return {
    id,
    object: 'charge',
    created,
    amount,
    amount_refunded: 0,
    currency,
    payment_intent: paymentIntent,
    refunded: false,
    disputed: false,
    ...told,
  };
}

export function newDispute(charge: Charge, amount: number, reason: string, created: number): Dispute {
  const told = {
    evidence_details: { due_by: created + 7 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
  };
  const { currency, payment_intent: paymentIntent } = charge;
  return {
    id: newStripeId('du'),
    object: 'dispute',
    created,
    amount,
    currency,
    charge: charge.id,
    payment_intent: paymentIntent,
    reason,
    status: 'needs_response',
    ...told,
  };
}
