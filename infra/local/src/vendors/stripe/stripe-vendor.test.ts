import { createHmac } from 'node:crypto';
import { disclosedCategories, stripeConfig, StripePayments } from '@keepword/payments-stripe';
import Stripe from 'stripe';
import { checkoutRequest, describePaymentProvider, payerForm, start, submit } from '../testing/payment-provider-contract.js';
import { stackSecrets } from '../testing/vendor-stack.js';
import { stripeVendor } from './stripe-vendor.js';

const provider = (apiBaseUrl: string) =>
  new StripePayments(
    stripeConfig.parse({ secretKey: stackSecrets.stripeSecretKey, webhookSecret: stackSecrets.stripeWebhookSecret, apiBaseUrl }),
  );

const call = async (apiBaseUrl: string, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) => {
  const response = await fetch(`${apiBaseUrl}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${stackSecrets.stripeSecretKey}`, ...headers },
    body: new URLSearchParams(fields),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Record<string, unknown> };
};

const stageOf = describePaymentProvider('Stripe', {
  vendor: stripeVendor,
  disclosedCategories,
  provider,
  parametersOf: (body) => [...new URLSearchParams(body).keys()].map((name) => name.replace(/\[.*/, '')),
  openDispute: async (apiBaseUrl, paymentIntent) => {
    expect((await call(apiBaseUrl, 'test_helpers/disputes', { payment_intent: paymentIntent })).status).toBe(200);
  },
});

describe('Stripe’s own ways', () => {
  const signed = (body: string, at: Date, secret = stackSecrets.stripeWebhookSecret) => {
    const seconds = Math.floor(at.getTime() / 1000);
    const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
    return { path: '', headers: { 'stripe-signature': `t=${seconds},v1=${signature}` }, rawBody: Buffer.from(body) };
  };

  it('makes one checkout of a purchase however often it is asked, and refuses another price under its key', async () => {
    const { provider: payments, stack } = stageOf();
    const request = checkoutRequest();
    const first = await payments.createCheckout(request);
    expect(await payments.createCheckout(request)).toEqual(first);
    await stack.restart([stripeVendor]);
    const again = await provider(`${stack.host.url}/stripe`).createCheckout(request);
    expect(again.checkoutId).toBe(first.checkoutId);
    const dearer = { ...request, offer: { ...request.offer, amountMinor: 1 } };
    await expect(provider(`${stack.host.url}/stripe`).createCheckout(dearer)).rejects.toThrow(/refused.*Idempotency/i);
  });

  it('takes a webhook of 300 seconds and none that is older', async () => {
    const { read } = stageOf();
    const body = JSON.stringify({ id: 'evt_1', type: 'balance.available', created: 1, data: { object: {} } });
    const after = (seconds: number) => new Date(start.getTime() + seconds * 1000);
    expect(await read(signed(body, start), after(300))).toMatchObject({ type: 'ignored', vendorType: 'balance.available' });
    expect(await read(signed(body, start), after(301))).toEqual({ refused: 'stale' });
    expect(await read(signed(body, start, 'whsec_other'), after(301))).toEqual({ refused: 'bad-signature' });
  });

  it.each(['t', 't=1', 't=1,v1', 'v1=', 't=,v1=,v1', `t=1,v1=${'é'.repeat(32)}`, ','])(
    'refuses the header %j without throwing',
    async (header) => {
      expect(await stageOf().read({ path: '', headers: { 'stripe-signature': header }, rawBody: Buffer.from('{}') })).toEqual({
        refused: 'bad-signature',
      });
    },
  );

  it.each(['no json', 'null', '[]', '{}', '{"id":"evt_1","type":"charge.refunded","created":1,"data":{"object":{"amount":"1"}}}'])(
    'calls the signed body %j malformed',
    async (body) => {
      expect(await stageOf().read(signed(body, start))).toEqual({ refused: 'malformed' });
    },
  );

  it('grants nothing for a session that completes unpaid', async () => {
    const session = {
      id: 'cs_1',
      status: 'complete',
      payment_status: 'unpaid',
      payment_intent: null,
      amount_total: 1,
      currency: 'eur',
      metadata: { purchaseId: 'p' },
    };
    const told = (type: string, object: object) =>
      stageOf().read(signed(JSON.stringify({ id: 'evt_1', type, created: 1, data: { object } }), start));
    expect(await told('checkout.session.completed', session)).toMatchObject({ type: 'ignored' });
    expect(
      await told('checkout.session.async_payment_succeeded', { ...session, payment_status: 'paid', payment_intent: { id: 'pi_1' } }),
    ).toMatchObject({
      type: 'checkout-paid',
      checkout: { purchaseId: 'p', paymentId: 'pi_1' },
    });
  });

  it('gives parts back and tells their sum, and never more than was paid', async () => {
    const { provider: payments, paid, events } = stageOf();
    const paymentId = (await paid()).checkout.paymentId ?? '';
    await payments.refund(paymentId, 500, 'r1');
    await payments.refund(paymentId, 500, 'r1');
    await payments.refund(paymentId, 700, 'r2');
    await expect(payments.refund(paymentId, 800, 'r3')).rejects.toThrow(/refused/);
    const totals = (await events(3)).flatMap((event) => (event.type === 'refunded' ? [event.refundedMinorTotal] : []));
    expect(totals.sort((one, other) => one - other)).toEqual([500, 1_200]);
  });

  it.each(['won', 'lost'] as const)('tells that a dispute was %s', async (outcome) => {
    const { apiBaseUrl, paid, events } = stageOf();
    const { checkout } = await paid();
    const dispute = await call(apiBaseUrl, 'test_helpers/disputes', { payment_intent: checkout.paymentId ?? '' });
    await call(apiBaseUrl, `disputes/${String(dispute.body['id'])}/close`, { outcome });
    expect((await events(3)).at(-1)).toMatchObject({
      type: `dispute-${outcome}`,
      paymentId: checkout.paymentId,
      disputeId: dispute.body['id'],
      amountMinor: 1_999,
    });
  });

  it('opens a dispute after the card that is made for it', async () => {
    const { provider: payments, events } = stageOf();
    const { url } = await payments.createCheckout(checkoutRequest({ customerEmail: 'told@example.com' }));
    expect(await (await fetch(url)).text()).not.toContain('name="email"');
    await submit(url, { ...payerForm, card: '4000 0000 0000 0259' });
    expect((await events(2)).map(({ type }) => type).sort()).toEqual(['checkout-paid', 'dispute-opened']);
  });

  it('leads back by cancel, and fills in the session’s id on success', async () => {
    const { provider: payments } = stageOf();
    const { url, checkoutId } = await payments.createCheckout(
      checkoutRequest({ successUrl: 'http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}' }),
    );
    const cancelled = await submit(url, { action: 'cancel' });
    expect([cancelled.status, cancelled.headers.get('location')]).toEqual([303, 'http://127.0.0.1:9/settings/credits?cancelled=1']);
    expect((await submit(url, payerForm)).headers.get('location')).toBe(`http://127.0.0.1:9/done?session=${checkoutId}`);
  });

  it('ends an unpaid checkout after a day and says so', async () => {
    const { provider: payments, clock, events } = stageOf();
    const request = checkoutRequest();
    const { url, checkoutId } = await payments.createCheckout(request);
    clock.set('2026-11-22T08:00:01Z');
    expect((await submit(url, payerForm)).status).toBe(410);
    expect((await payments.findCheckout(checkoutId))?.state).toBe('expired');
    expect((await events(1))[0]).toMatchObject({ type: 'checkout-expired', checkoutId, purchaseId: request.purchaseId });
  });

  it('answers as the API does: keys, unknown parameters, replayed answers, lists', async () => {
    const { apiBaseUrl, paid } = stageOf();
    expect((await call(apiBaseUrl, 'customers', {}, { authorization: 'Bearer sk_test_wrong' })).status).toBe(401);
    expect((await call(apiBaseUrl, 'customers', { shoe_size: '43' })).body).toMatchObject({
      error: { code: 'parameter_unknown', param: 'shoe_size' },
    });
    expect((await call(apiBaseUrl, 'products', {})).body).toMatchObject({ error: { code: 'parameter_missing', param: 'name' } });
    const key = { 'idempotency-key': 'k1' };
    const first = await call(apiBaseUrl, 'products', { name: 'Lamp' }, key);
    const second = await call(apiBaseUrl, 'products', { name: 'Lamp' }, key);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    expect((await call(apiBaseUrl, 'products', { name: 'Chair' }, key)).body).toMatchObject({ error: { type: 'idempotency_error' } });
    await paid();
    await paid();
    const port = Number(new URL(apiBaseUrl).port);
    const bare = new Stripe(stackSecrets.stripeSecretKey, { host: '127.0.0.1', port, protocol: 'http', telemetry: false });
    const page = (await bare.rawRequest('GET', '/stripe/v1/payment_intents?limit=1')) as unknown as {
      data: { status: string }[];
      has_more: boolean;
    };
    expect(page).toMatchObject({ has_more: true, data: [{ status: 'succeeded' }] });
    const customer = await call(apiBaseUrl, 'customers', { email: 'c@example.com' });
    const address = `${apiBaseUrl}/v1/customers/${String(customer.body['id'])}`;
    const authorization = `Bearer ${stackSecrets.stripeSecretKey}`;
    await fetch(address, { method: 'DELETE', headers: { authorization } });
    expect(await (await fetch(address, { headers: { authorization } })).json()).toEqual({
      id: customer.body['id'],
      object: 'customer',
      deleted: true,
    });
  });
});
