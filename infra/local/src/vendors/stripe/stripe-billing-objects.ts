import { newStripeId, type LineItem, type Metadata, type StripeObject } from './stripe-objects.js';

/** Stripe Billing's objects, with the fields that people's integrations read; see docs.stripe.com/api/subscriptions and /invoices. */
export interface Subscription extends StripeObject {
  readonly object: 'subscription';
  readonly status: 'active' | 'past_due' | 'canceled';
  readonly customer: string;
  readonly currency: string;
  readonly billing_cycle_anchor: number;
  readonly cancel_at_period_end: boolean;
  readonly cancel_at: number | null;
  readonly canceled_at: number | null;
  readonly ended_at: number | null;
  readonly latest_invoice: string;
  readonly metadata: Metadata;
  readonly items: { readonly object: 'list'; readonly has_more: false; readonly data: readonly SubscriptionItem[] };
}

export interface SubscriptionItem {
  readonly id: string;
  readonly object: 'subscription_item';
  readonly current_period_start: number;
  readonly current_period_end: number;
  readonly quantity: number;
  readonly price: { readonly unit_amount: number; readonly currency: string; readonly recurring: { readonly interval: 'month' } };
}

export interface Invoice extends StripeObject {
  readonly object: 'invoice';
  readonly status: 'open' | 'paid' | 'void';
  readonly customer: string;
  readonly currency: string;
  readonly total: number;
  readonly amount_paid: number;
  readonly amount_remaining: number;
  readonly attempt_count: number;
  readonly next_payment_attempt: number | null;
  readonly hosted_invoice_url: string;
  readonly parent: {
    readonly type: 'subscription_details';
    readonly subscription_details: { readonly subscription: string; readonly metadata: Metadata };
  };
  readonly lines: {
    readonly object: 'list';
    readonly has_more: false;
    readonly data: readonly { readonly id: string; readonly period: { readonly start: number; readonly end: number } }[];
  };
}

export interface InvoicePayment extends StripeObject {
  readonly object: 'invoice_payment';
  readonly invoice: string;
  readonly amount_paid: number;
  readonly status: 'paid';
  readonly payment: { readonly type: 'payment_intent'; readonly payment_intent: string };
}

interface Period {
  readonly start: number;
  readonly end: number;
}

export function newSubscription(
  id: string,
  { customer, line, metadata }: { readonly customer: string; readonly line: LineItem; readonly metadata: Metadata },
  period: Period,
  invoice: string,
): Subscription {
  const price = { unit_amount: line.amount_total / line.quantity, currency: line.currency, recurring: { interval: 'month' } } as const;
  const item: SubscriptionItem = {
    id: newStripeId('si'),
    object: 'subscription_item',
    current_period_start: period.start,
    current_period_end: period.end,
    quantity: line.quantity,
    price,
  };
  const told = { collection_method: 'charge_automatically', livemode: false, start_date: period.start, trial_end: null };
  return {
    id,
    object: 'subscription',
    created: period.start,
    status: 'active',
    customer,
    currency: line.currency,
    billing_cycle_anchor: period.start,
    cancel_at_period_end: false,
    cancel_at: null,
    canceled_at: null,
    ended_at: null,
    latest_invoice: invoice,
    metadata,
    items: { object: 'list', has_more: false, data: [item] },
    ...told,
  };
}

/** The bill of one period; nobody has paid it yet. The invoice's own period is a moment: what is paid for stands in its lines. */
export function newInvoice(
  given: {
    readonly id: string;
    readonly created: number;
    readonly url: string;
    readonly reason: 'subscription_create' | 'subscription_cycle';
  },
  subscription: Pick<Subscription, 'id' | 'customer' | 'currency' | 'metadata'>,
  amount: number,
  period: Period,
): Invoice {
  const { id, created, url: hosted_invoice_url, reason } = given;
  const { customer, currency, metadata } = subscription;
  const line = {
    id: newStripeId('il'),
    object: 'line_item',
    amount,
    currency,
    period,
    parent: { type: 'subscription_item_details', subscription_item_details: { subscription: subscription.id, proration: false } },
  };
  const told = {
    amount_due: amount,
    attempted: false,
    auto_advance: true,
    billing_reason: reason,
    collection_method: 'charge_automatically',
    livemode: false,
    period_end: created,
    period_start: created,
    subtotal: amount,
  };
  return {
    id,
    object: 'invoice',
    created,
    status: 'open',
    customer,
    currency,
    total: amount,
    amount_paid: 0,
    amount_remaining: amount,
    attempt_count: 0,
    next_payment_attempt: null,
    hosted_invoice_url,
    parent: { type: 'subscription_details', subscription_details: { subscription: subscription.id, metadata } },
    lines: { object: 'list', has_more: false, data: [line] },
    ...told,
  };
}
