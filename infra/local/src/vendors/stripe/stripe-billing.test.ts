import { randomUUID } from 'node:crypto';
import { PaymentsUnavailable, type PaymentEvent, type SubscriptionCheckoutRequest } from '@keepword/billing';
import { disclosedCategories, stripeConfig, StripePayments } from '@keepword/payments-stripe';
import { fixedClock } from '@keepword/primitives';
import { payerForm, start, submit } from '../testing/payment-provider-contract.js';
import { stackSecrets, startVendorStack, type VendorStack } from '../testing/vendor-stack.js';
import { stripeVendor } from './stripe-vendor.js';

const clock = fixedClock(start);
let stack: VendorStack;
let stripe: StripePayments;

beforeEach(async () => {
  clock.set(start.toISOString());
  stack = await startVendorStack([stripeVendor], clock);
  stripe = adapter();
});
afterEach(() => stack.stop());

const adapter = () =>
  new StripePayments(
    stripeConfig.parse({
      secretKey: stackSecrets.stripeSecretKey,
      webhookSecret: stackSecrets.stripeWebhookSecret,
      apiBaseUrl: `${stack.host.url}/stripe`,
    }),
  );
const request = (change: Partial<SubscriptionCheckoutRequest> = {}): SubscriptionCheckoutRequest => ({
  subscriptionId: randomUUID(),
  plan: { id: 'plan-300', name: '300 credits a month', credits: 300, amountMinor: 1_000, currency: 'usd', interval: 'month' },
  vendorCustomerId: null,
  customerEmail: null,
  successUrl: 'http://127.0.0.1:9/credits/subscription',
  cancelUrl: 'http://127.0.0.1:9/credits',
  ...change,
});

/** The verified events that came so far, by type, once `enough` says so. */
async function events(enough: (types: readonly string[]) => boolean): Promise<PaymentEvent[]> {
  for (let wanted = 1; ; wanted += 1) {
    const arrived = await stack.waitForWebhooks(wanted);
    const read = await Promise.all(arrived.map((webhook) => stripe.readWebhook({ ...webhook, receivedAt: clock.now() })));
    const genuine = read.filter((event): event is PaymentEvent => !('refused' in event));
    if (enough(genuine.map(({ type }) => type))) return genuine;
  }
}
const count = (types: readonly string[], type: string) => types.filter((one) => one === type).length;

async function subscribed(card = payerForm.card) {
  const asked = request();
  const { checkoutId, url } = await stripe.subscriptions.createCheckout(asked);
  expect((await submit(url, { ...payerForm, card })).status).toBe(303);
  const vendorSubscriptionId = (await stripe.subscriptions.findCheckout(checkoutId))?.vendorSubscriptionId ?? '';
  const now = async () => {
    const found = await stripe.subscriptions.findSubscription(vendorSubscriptionId);
    if (!found) throw new Error('the subscription is not known');
    return found;
  };
  const becomes = async (wanted: object) => {
    for (;;) {
      const found = await now();
      if (Object.entries(wanted).every(([field, value]) => String(found[field as keyof typeof found]) === String(value))) return found;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  return {
    asked,
    checkoutId,
    url,
    vendorSubscriptionId,
    now,
    becomes,
    invoices: () => stripe.subscriptions.paidInvoices(vendorSubscriptionId),
  };
}

describe('Stripe: a subscription', () => {
  it('goes from the checkout over the hosted page to events that name it, and a paid invoice that can be refunded', async () => {
    const asked = request();
    const { checkoutId, url } = await stripe.subscriptions.createCheckout(asked);
    expect(await stripe.subscriptions.createCheckout(asked)).toEqual({ checkoutId, url });
    expect(await stripe.subscriptions.findCheckout(checkoutId)).toEqual({ state: 'open', vendorSubscriptionId: null });
    expect(await (await fetch(url)).text()).toContain('$10.00 every month');
    const back = await submit(url, payerForm);
    expect(back.headers.get('location')).toBe(asked.successUrl);
    const told = await events((types) => count(types, 'subscription-changed') === 2 && count(types, 'invoice-paid') === 1);
    const paid = told.find((event) => event.type === 'invoice-paid');
    const { vendorSubscriptionId } = (await stripe.subscriptions.findCheckout(checkoutId)) ?? {};
    expect(told.filter(({ type }) => type === 'subscription-changed')).toEqual([
      expect.objectContaining({ subscriptionId: asked.subscriptionId, vendorSubscriptionId }),
      expect.objectContaining({ subscriptionId: asked.subscriptionId, vendorSubscriptionId }),
    ]);
    const invoice = await stripe.subscriptions.findInvoice(paid?.invoiceId ?? '');
    expect(invoice).toEqual({
      invoiceId: paid?.invoiceId,
      vendorSubscriptionId,
      subscriptionId: asked.subscriptionId,
      paymentId: expect.stringMatching(/^pi_/),
      amountMinor: 1_000,
      currency: 'usd',
      startsAt: start,
      endsAt: new Date('2026-12-21T08:00:00Z'),
    });
    await stripe.refund(invoice?.paymentId ?? '', 1_000, 'refund-1');
    const refunded = (await events((types) => types.includes('refunded'))).find((event) => event.type === 'refunded');
    expect(refunded).toMatchObject({ paymentId: invoice?.paymentId, refundedMinorTotal: 1_000 });
    expect(await stripe.subscriptions.findSubscription('sub_unknown')).toBeNull();
    expect(await stripe.subscriptions.findInvoice('in_unknown')).toBeNull();
  });

  it('renews by the clock, month by month of the calendar, also after a restart', async () => {
    clock.set('2026-12-31T10:00:00Z');
    const { invoices, becomes, now } = await subscribed();
    clock.set('2027-03-31T10:00:01Z');
    await stack.restart([stripeVendor]);
    stripe = adapter();
    await becomes({ state: 'active', currentPeriodEndsAt: new Date('2027-04-30T10:00:00Z') });
    expect((await invoices()).map(({ startsAt }) => startsAt.toISOString().slice(0, 10))).toEqual([
      '2027-03-31',
      '2027-02-28',
      '2027-01-31',
      '2026-12-31',
    ]);
    expect(await now()).toMatchObject({ cancelAtPeriodEnd: false, endedAt: null });
  });

  it('is past due when the card is declined, is paid at the invoice’s page with another one, or ends after the last try', async () => {
    const { becomes, invoices, vendorSubscriptionId } = await subscribed('4000 0000 0000 0341');
    clock.set('2026-12-21T08:00:01Z');
    await becomes({ state: 'past-due' });
    expect(await invoices()).toHaveLength(1);
    const page = (await stripe.subscriptions.findPayPage(vendorSubscriptionId)) ?? '';
    expect((await submit(page, { ...payerForm, card: '4000000000000002' })).status).toBe(402);
    expect((await submit(page, payerForm)).status).toBe(200);
    await becomes({ state: 'active' });
    expect(await stripe.subscriptions.findPayPage(vendorSubscriptionId)).toBeNull();
    expect(await invoices()).toHaveLength(2);
    const { vendorCustomerId } = await becomes({ state: 'active' });
    const headers = { authorization: `Bearer ${stackSecrets.stripeSecretKey}` };
    const body = new URLSearchParams({ customer: vendorCustomerId ?? '', declines: 'true' });
    await fetch(`${stack.host.url}/stripe/v1/test_helpers/cards`, { method: 'POST', headers, body });
    clock.set('2027-01-21T08:00:01Z');
    await becomes({ state: 'past-due' });
    clock.set('2027-02-20T08:00:01Z');
    await becomes({ state: 'canceled' });
    expect(await invoices()).toHaveLength(2);
  });

  it('is cancelled with the period, resumed, and ended; at once where it is asked', async () => {
    const { vendorSubscriptionId, now, becomes, invoices } = await subscribed();
    await stripe.subscriptions.cancel(vendorSubscriptionId, 'at-period-end');
    await stripe.subscriptions.cancel(vendorSubscriptionId, 'at-period-end');
    expect(await now()).toMatchObject({ state: 'active', cancelAtPeriodEnd: true });
    await stripe.subscriptions.resume(vendorSubscriptionId);
    expect(await now()).toMatchObject({ state: 'active', cancelAtPeriodEnd: false });
    await stripe.subscriptions.cancel(vendorSubscriptionId, 'at-period-end');
    clock.set('2026-12-21T08:00:01Z');
    const end = new Date('2026-12-21T08:00:00Z');
    expect(await becomes({ state: 'canceled' })).toMatchObject({ endedAt: end });
    expect(await invoices()).toHaveLength(1);
    const other = await subscribed();
    await stripe.subscriptions.cancel(other.vendorSubscriptionId, 'now');
    await stripe.subscriptions.cancel(other.vendorSubscriptionId, 'now');
    expect(await other.now()).toMatchObject({ state: 'canceled' });
    await expect(stripe.subscriptions.resume(other.vendorSubscriptionId)).rejects.toThrow(/refused/);
  });

  it('closes a checkout that nobody paid, and says so when somebody has', async () => {
    const { checkoutId, url } = await stripe.subscriptions.createCheckout(request());
    expect(await stripe.subscriptions.closeCheckout(checkoutId)).toBe('closed');
    expect(await stripe.subscriptions.closeCheckout(checkoutId)).toBe('closed');
    expect((await submit(url, payerForm)).status).toBe(410);
    const paid = await subscribed();
    expect(await stripe.subscriptions.closeCheckout(paid.checkoutId)).toBe('complete');
  });

  it('knows a buyer again, and begins anew with one whom Stripe has forgotten', async () => {
    const { now } = await subscribed();
    const { vendorCustomerId } = await now();
    const again = await stripe.subscriptions.createCheckout(request({ vendorCustomerId, customerEmail: 'told@example.com' }));
    await submit(again.url, payerForm);
    const { vendorSubscriptionId } = (await stripe.subscriptions.findCheckout(again.checkoutId)) ?? {};
    expect(await stripe.subscriptions.findSubscription(vendorSubscriptionId ?? '')).toMatchObject({ vendorCustomerId });
    expect((await stripe.subscriptions.createCheckout(request({ vendorCustomerId: 'cus_forgotten' }))).checkoutId).toMatch(/^cs_/);
  });

  it('takes a corrected address where the former one stands, once, and leaves another one alone', async () => {
    const { now } = await subscribed();
    const customerIds = [(await now()).vendorCustomerId ?? '', 'cus_unknown'];
    const { customers } = stripe;
    const from = payerForm.email;
    expect(await customers.correctEmail({ customerIds, formerEmail: 'else@example.com', email: 'new@example.com' })).toBe(
      'nothing-to-correct',
    );
    expect(await customers.correctEmail({ customerIds, formerEmail: from.toUpperCase(), email: 'new@example.com' })).toBe('told');
    expect(await customers.correctEmail({ customerIds, formerEmail: from, email: 'new@example.com' })).toBe('told');
    expect(await customers.correctEmail({ customerIds: [], formerEmail: from, email: 'new@example.com' })).toBe('nothing-to-correct');
    expect(
      stack.host
        .control('stripe')
        .requests(20)
        .filter(({ method, path }) => method === 'POST' && path.includes('/customers/')),
    ).toHaveLength(1);
    stack.host.control('stripe').change({ rejectWith: 503 });
    await expect(customers.correctEmail({ customerIds, formerEmail: from, email: 'b@example.com' })).rejects.toThrow(PaymentsUnavailable);
  });

  it('hands the address over only where it may, and nothing that is not disclosed', async () => {
    const bodies = () =>
      stack.host
        .control('stripe')
        .requests(500)
        .map(({ body }) => body)
        .filter((body) => body.includes('mode='));
    await stripe.subscriptions.createCheckout(request());
    expect(bodies().join('\n')).not.toMatch(/email/);
    await stripe.subscriptions.createCheckout(request({ customerEmail: 'told@example.com' }));
    const [last = ''] = bodies();
    const names = [...new URLSearchParams(last).keys()].map((name) => name.replace(/\[.*/, ''));
    expect(decodeURIComponent(last)).toContain('told@example.com');
    expect(names.filter((name) => !(name in disclosedCategories))).toEqual([]);
  });
});
