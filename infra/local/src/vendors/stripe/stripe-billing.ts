import path from 'node:path';
import { addPeriod } from '@keepword/primitives';
import { cardBehaviour, type Payer } from '../card-checkout/payer.js';
import { RecordFolder } from '../record-folder.js';
import type { VendorContext } from '../vendor.js';
import {
  newInvoice,
  newSubscription,
  type Invoice,
  type InvoicePayment,
  type Subscription,
  type SubscriptionItem,
} from './stripe-billing-objects.js';
import { newStripeId, type Bill, type LineItem, type Metadata, type PaymentIntent, type StripeObject } from './stripe-objects.js';
import { missing, StripeRefusal } from './stripe-refusal.js';

/** What the account does for its subscriptions. */
export interface BillingAccount {
  charge(bill: Bill, payer: Payer, metadata: Metadata): PaymentIntent;
  tell(type: string, object: StripeObject, previous?: Readonly<Record<string, unknown>>): void;
}

/** The card that a customer left; what it does when it is charged can be changed by a test. */
export interface SavedCard {
  /** The customer's id. */
  readonly id: string;
  readonly payer: Payer;
  readonly declines: boolean;
}

const recordsMax = 2_000;
/** Days after a failed payment at which it is tried again; after the last one the subscription ends. */
const retryDays = [3, 5, 7] as const;
const daySeconds = 86_400;

/** Subscriptions, their invoices, and their renewals: what Stripe does when nobody asks, as far as the stack's clock has come. */
export class StripeBilling {
  readonly subscriptions: RecordFolder<Subscription>;
  readonly invoices: RecordFolder<Invoice>;
  readonly invoicePayments: RecordFolder<InvoicePayment>;
  readonly cards: RecordFolder<SavedCard>;

  constructor(
    private readonly context: VendorContext,
    private readonly account: BillingAccount,
  ) {
    const folder = <Content extends { readonly id: string }>(name: string) =>
      new RecordFolder<Content>(path.join(context.dataDir, name), recordsMax);
    this.subscriptions = folder('subscriptions');
    this.invoices = folder('invoices');
    this.invoicePayments = folder('invoice-payments');
    this.cards = folder('cards');
  }

  /** The first payment at the hosted page. @param metadata the subscription's own */
  begin(
    customer: string,
    line: LineItem,
    payer: Payer,
    metadata: Metadata,
  ): { readonly subscription: Subscription; readonly invoice: Invoice } {
    const start = this.#seconds();
    const [id, invoiceId] = [newStripeId('sub'), newStripeId('in')];
    const period = { start, end: periodEnd(start, 1) };
    this.cards.put({ id: customer, payer, declines: false });
    const subscription = this.subscriptions.put(newSubscription(id, { customer, line, metadata }, period, invoiceId));
    const opened = this.#invoice(invoiceId, subscription, 'subscription_create');
    const invoice = this.#settle(opened, payer);
    this.account.tell('customer.subscription.created', subscription);
    return { subscription, invoice };
  }

  change(id: string, cancelAtPeriodEnd: boolean | undefined): Subscription {
    const subscription = this.#running(id);
    if (cancelAtPeriodEnd === undefined || cancelAtPeriodEnd === subscription.cancel_at_period_end) return subscription;
    const leaves = cancelAtPeriodEnd ? itemOf(subscription).current_period_end : null;
    const changed = { ...subscription, cancel_at_period_end: cancelAtPeriodEnd, cancel_at: leaves, canceled_at: leaves && this.#seconds() };
    return this.#save(changed, { cancel_at_period_end: subscription.cancel_at_period_end, cancel_at: subscription.cancel_at });
  }

  /** Ends it at once; what is not paid is not asked for any more. */
  cancel(id: string): Subscription {
    return this.#end(this.#running(id), this.#seconds());
  }

  /** What happens to the subscriptions of a customer who is deleted. */
  cancelAllOf(customer: string): void {
    for (const subscription of this.subscriptions.all())
      if (subscription.customer === customer && subscription.status !== 'canceled') this.#end(subscription, this.#seconds());
    this.cards.delete(customer);
  }

  /** For tests: whether this customer's card is declined from now on. */
  changeCard(customer: string, declines: boolean): { readonly id: string; readonly declines: boolean } {
    const card = this.cards.get(customer);
    if (!card) throw missing('customer', customer);
    this.cards.put({ ...card, declines });
    return { id: customer, declines };
  }

  /** The hosted page of an open invoice: another card, which is then the customer's. */
  payInvoice(invoice: Invoice, payer: Payer): 'paid' | 'declined' {
    if (cardBehaviour(payer.card) === 'declined') return 'declined';
    this.cards.put({ id: invoice.customer, payer, declines: false });
    this.#settle(invoice, payer);
    this.#recover(invoice);
    return 'paid';
  }

  /** An invoice as the API shows it. */
  shown(invoice: Invoice, withPayments: boolean): object {
    if (!withPayments) return invoice;
    const data = this.invoicePayments.all().filter((payment) => payment.invoice === invoice.id);
    return { ...invoice, payments: { object: 'list', has_more: false, url: `/v1/invoices/${invoice.id}/payments`, data } };
  }

  /** Bills, tries again and ends what is due by now; called from time to time. */
  advance(): void {
    const now = this.#seconds();
    for (const { id } of this.subscriptions.all()) while (this.#step(id, now));
  }

  /** One thing that is due for a subscription. @returns false when nothing is */
  #step(id: string, now: number): boolean {
    const subscription = this.subscriptions.get(id);
    if (!subscription || subscription.status === 'canceled') return false;
    if (subscription.status === 'past_due') return this.#retry(subscription, now);
    const end = itemOf(subscription).current_period_end;
    if (end > now) return false;
    if (subscription.cancel_at_period_end) this.#end(subscription, end);
    else this.#renew(subscription);
    return true;
  }

  #renew(subscription: Subscription): void {
    const item = itemOf(subscription);
    const invoiceId = newStripeId('in');
    const period = { start: item.current_period_end, end: nextEnd(subscription) };
    const next = { ...item, current_period_start: period.start, current_period_end: period.end };
    const billed = this.#save(
      { ...subscription, latest_invoice: invoiceId, items: { ...subscription.items, data: [next] } },
      { latest_invoice: subscription.latest_invoice, items: subscription.items },
    );
    this.#collect(this.#invoice(invoiceId, billed, 'subscription_cycle'));
  }

  #retry(subscription: Subscription, now: number): boolean {
    const invoice = this.invoices.get(subscription.latest_invoice);
    const due = invoice?.next_payment_attempt ?? null;
    if (!invoice || due === null || due > now) return false;
    this.#collect(invoice);
    return true;
  }

  /** Charges the saved card. */
  #collect(invoice: Invoice): void {
    const card = this.cards.get(invoice.customer);
    if (card && !card.declines && cardBehaviour(card.payer.card) !== 'declined-later') {
      this.#settle(invoice, card.payer);
      this.#recover(invoice);
      return;
    }
    const attempts = invoice.attempt_count + 1;
    const pause = retryDays[attempts - 1];
    const since = invoice.next_payment_attempt ?? invoice.lines.data[0]?.period.start ?? invoice.created;
    const next = pause === undefined ? null : since + pause * daySeconds;
    this.account.tell('invoice.payment_failed', this.invoices.put({ ...invoice, attempt_count: attempts, next_payment_attempt: next }));
    const subscription = this.#running(invoice.parent.subscription_details.subscription);
    if (next === null) this.#end(subscription, this.#seconds());
    else if (subscription.status !== 'past_due') this.#save({ ...subscription, status: 'past_due' }, { status: subscription.status });
  }

  #settle(invoice: Invoice, payer: Payer): Invoice {
    const { total, currency, customer } = invoice;
    const bill = { amount_total: total, currency, customer, customer_email: payer.email };
    const { id: paymentIntent } = this.account.charge(bill, payer, {});
    const payment = { type: 'payment_intent', payment_intent: paymentIntent } as const;
    this.invoicePayments.put({
      id: newStripeId('inpay'),
      object: 'invoice_payment',
      created: this.#seconds(),
      invoice: invoice.id,
      amount_paid: total,
      status: 'paid',
      payment,
    });
    const attempts = invoice.attempt_count + 1;
    const paid = { status: 'paid', amount_paid: total, amount_remaining: 0, attempt_count: attempts, next_payment_attempt: null } as const;
    const settled = this.invoices.put({ ...invoice, ...paid });
    this.account.tell('invoice.paid', settled);
    return settled;
  }

  #recover({ parent }: Invoice): void {
    const subscription = this.subscriptions.get(parent.subscription_details.subscription);
    if (subscription?.status === 'past_due') this.#save({ ...subscription, status: 'active' }, { status: 'past_due' });
  }

  #end(subscription: Subscription, endedAt: number): Subscription {
    const invoice = this.invoices.get(subscription.latest_invoice);
    if (invoice?.status === 'open') this.invoices.put({ ...invoice, next_payment_attempt: null });
    const canceledAt = subscription.canceled_at ?? this.#seconds();
    const ended = this.subscriptions.put({ ...subscription, status: 'canceled', ended_at: endedAt, canceled_at: canceledAt });
    this.account.tell('customer.subscription.deleted', ended);
    return ended;
  }

  #invoice(id: string, subscription: Subscription, reason: 'subscription_create' | 'subscription_cycle'): Invoice {
    const { current_period_start: start, current_period_end: end, price, quantity } = itemOf(subscription);
    const given = { id, created: this.#seconds(), url: `${this.context.url}/invoice/${id}`, reason };
    return this.invoices.put(newInvoice(given, subscription, price.unit_amount * quantity, { start, end }));
  }

  #save(subscription: Subscription, previous: Readonly<Record<string, unknown>>): Subscription {
    this.account.tell('customer.subscription.updated', this.subscriptions.put(subscription), previous);
    return subscription;
  }

  #running(id: string): Subscription {
    const subscription = this.subscriptions.get(id);
    if (!subscription) throw missing('subscription', id);
    if (subscription.status === 'canceled')
      throw new StripeRefusal(404, `No such subscription: '${id}'`, { code: 'resource_missing', param: 'id' });
    return subscription;
  }

  #seconds(): number {
    return Math.floor(this.context.clock.now().getTime() / 1000);
  }
}

function itemOf({ items }: Subscription): SubscriptionItem {
  const [item] = items.data;
  if (!item) throw new Error('a subscription without an item');
  return item;
}

/** Months are counted from the first day, so that the 31st does not become the 28th for good. */
const periodEnd = (anchor: number, months: number) => Math.floor(addPeriod(new Date(anchor * 1000), `P${months}M`).getTime() / 1000);

function nextEnd(subscription: Subscription): number {
  const { current_period_end: end } = itemOf(subscription);
  for (let months = 1; ; months += 1) {
    const candidate = periodEnd(subscription.billing_cycle_anchor, months);
    if (candidate > end) return candidate;
  }
}
