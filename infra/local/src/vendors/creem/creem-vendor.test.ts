import { createHmac } from 'node:crypto';
import { creemConfig, CreemPayments, disclosedCategories } from '@keepword/payments-creem';
import { Creem } from 'creem';
import { checkoutRequest, describePaymentProvider, payerForm, start, submit } from '../testing/payment-provider-contract.js';
import { stackSecrets } from '../testing/vendor-stack.js';
import { creemVendor } from './creem-vendor.js';

const provider = (apiBaseUrl: string) =>
  new CreemPayments(creemConfig.parse({ apiKey: stackSecrets.creemApiKey, webhookSecret: stackSecrets.creemWebhookSecret, apiBaseUrl }));

const openDispute = async (apiBaseUrl: string, transactionId: string) => {
  const response = await fetch(`${apiBaseUrl}/v1/test_helpers/disputes`, {
    method: 'POST',
    headers: { 'x-api-key': stackSecrets.creemApiKey },
    body: JSON.stringify({ transaction_id: transactionId }),
  });
  expect(response.status).toBe(200);
};

const stageOf = describePaymentProvider('Creem', {
  vendor: creemVendor,
  disclosedCategories,
  provider,
  parametersOf: (body) => Object.keys(JSON.parse(body) as object),
  openDispute,
});

describe('Creem’s own ways', () => {
  const signed = (event: unknown) => {
    const body = typeof event === 'string' ? event : JSON.stringify(event);
    const signature = createHmac('sha256', stackSecrets.creemWebhookSecret).update(body).digest('hex');
    return { path: '', headers: { 'creem-signature': signature }, rawBody: Buffer.from(body) };
  };
  const checkoutOf = (order: object | null) => ({
    id: 'evt_1',
    eventType: 'checkout.completed',
    created_at: 1,
    object: { id: 'ch_1', request_id: 'p', order, customer: { email: 'c@example.com' } },
  });

  it('makes one product for an offer, also for a service that has just started', async () => {
    const { provider: payments, apiBaseUrl } = stageOf();
    await Promise.all([payments.createCheckout(checkoutRequest()), payments.createCheckout(checkoutRequest())]);
    await provider(apiBaseUrl).createCheckout(checkoutRequest());
    const creem = new Creem({ apiKey: stackSecrets.creemApiKey, serverURL: apiBaseUrl });
    const { result } = await creem.products.search();
    expect(result.items.map(({ name, price, currency }) => [name, price, currency])).toEqual([['500 credits', 1_999, 'EUR']]);
    const { offer } = checkoutRequest();
    await payments.createCheckout(checkoutRequest({ offer: { ...offer, amountMinor: 2_499 } }));
    expect((await creem.products.search()).result.items).toHaveLength(2);
  });

  it('takes a corrected address for the customer at the former one, and is told again without harm', async () => {
    const { paid, provider: payments } = stageOf();
    await paid();
    const corrected = { customerIds: [], formerEmail: payerForm.email, email: 'New@example.com' };
    expect(await payments.customers?.correctEmail({ ...corrected, formerEmail: 'else@example.com' })).toBe('nothing-to-correct');
    expect(await payments.customers?.correctEmail(corrected)).toBe('told');
    expect(await payments.customers?.correctEmail(corrected)).toBe('told');
    expect(await payments.customers?.correctEmail({ ...corrected, formerEmail: corrected.email })).toBe('told');
  });

  it('has no rule of age, since no time is signed', async () => {
    const { paid, stack, read } = stageOf();
    await paid();
    const [webhook] = stack.arrived;
    expect(webhook && (await read(webhook, new Date('2027-11-21T08:00:00Z')))).toMatchObject({ type: 'checkout-paid' });
  });

  it('grants nothing before the order is paid', async () => {
    const { read } = stageOf();
    const order = { status: 'pending', transaction: 'tran_1', amount: 5, currency: 'EUR' };
    expect(await read(signed(checkoutOf(order)))).toMatchObject({ type: 'ignored' });
    expect(await read(signed(checkoutOf(null)))).toMatchObject({ type: 'ignored' });
    expect(await read(signed(checkoutOf({ ...order, status: 'paid' })))).toMatchObject({
      type: 'checkout-paid',
      checkout: { purchaseId: 'p', paymentId: 'tran_1' },
    });
    expect(await read(signed({ ...checkoutOf(null), eventType: 'subscription.active' }))).toMatchObject({
      type: 'ignored',
      vendorType: 'subscription.active',
    });
  });

  it('counts a pending refund and not a failed one', async () => {
    const { read } = stageOf();
    const told = (status: string) =>
      read(
        signed({
          id: 'evt_1',
          eventType: 'refund.created',
          created_at: 1,
          object: { status, refund_amount: 5, transaction: { id: 'tran_1', amount: 9, refunded_amount: null } },
        }),
      );
    expect(await told('pending')).toMatchObject({ type: 'refunded', paymentId: 'tran_1', refundedMinorTotal: 5, amountMinor: 9 });
    expect(await told('failed')).toMatchObject({ type: 'ignored' });
  });

  it.each(['no json', 'null', '{}', '{"id":"evt_1","eventType":"refund.created","created_at":1,"object":{}}'])(
    'calls the signed body %j malformed',
    async (body) => {
      expect(await stageOf().read(signed(body))).toEqual({ refused: 'malformed' });
    },
  );

  it('gives no part of a payment back', async () => {
    const { provider: payments, paid } = stageOf();
    const { checkout } = await paid();
    await expect(payments.refund(checkout.paymentId ?? '', 500, 'r1')).rejects.toThrow(RangeError);
  });

  it('brings the browser back with Creem’s fields, and offers a way back to the shop', async () => {
    const { provider: payments, stack } = stageOf();
    const { url, checkoutId } = await payments.createCheckout(checkoutRequest());
    expect(await (await fetch(url)).text()).toContain(`href="${stack.webUrl}"`);
    const location = new URL((await submit(url, payerForm)).headers.get('location') ?? '');
    expect(location.searchParams.get('checkout_id')).toBe(checkoutId);
    expect(location.searchParams.get('signature')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('closes a checkout that nobody paid within a day', async () => {
    const { provider: payments, clock } = stageOf();
    const { checkoutId, url } = await payments.createCheckout(checkoutRequest());
    clock.set(new Date(start.getTime() + 25 * 3_600_000));
    expect((await payments.findCheckout(checkoutId))?.state).toBe('expired');
    expect((await submit(url, payerForm)).status).toBe(410);
  });

  it('asks for the key', async () => {
    const stranger = new CreemPayments(
      creemConfig.parse({ apiKey: 'creem_test_wrong', webhookSecret: 'x'.repeat(16), apiBaseUrl: stageOf().apiBaseUrl }),
    );
    await expect(stranger.createCheckout(checkoutRequest())).rejects.toThrow(/refused the call.* 401/);
  });
});
