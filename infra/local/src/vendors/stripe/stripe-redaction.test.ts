import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { PayerErased, PayerTraces } from '@keepword/billing';
import { stripeConfig, StripePayments } from '@keepword/payments-stripe';
import { fixedClock } from '@keepword/primitives';
import { checkoutRequest, payerForm, start, submit } from '../testing/payment-provider-contract.js';
import { stackSecrets, startVendorStack, type VendorStack } from '../testing/vendor-stack.js';
import { stripeVendor } from './stripe-vendor.js';

let stack: VendorStack;
let stripe: StripePayments;

beforeEach(async () => {
  stack = await startVendorStack([stripeVendor], fixedClock(start));
  const apiBaseUrl = `${stack.host.url}/stripe`;
  stripe = new StripePayments(
    stripeConfig.parse({ secretKey: stackSecrets.stripeSecretKey, webhookSecret: stackSecrets.stripeWebhookSecret, apiBaseUrl }),
  );
});
afterEach(() => stack.stop());

/** Somebody who bought a pack as a guest and has a subscription that runs. */
async function payer(email: string): Promise<PayerTraces> {
  const form = { ...payerForm, email, name: `Name ${email}` };
  const pack = await stripe.createCheckout(checkoutRequest({ customerEmail: email }));
  await submit(pack.url, form);
  const plan = {
    id: 'plan-300',
    name: '300 credits a month',
    credits: 300,
    amountMinor: 1_000,
    currency: 'usd',
    interval: 'month',
  } as const;
  const [successUrl, cancelUrl] = ['http://127.0.0.1:9/a', 'http://127.0.0.1:9/b'];
  const asked = { subscriptionId: randomUUID(), plan, vendorCustomerId: null, customerEmail: email, successUrl, cancelUrl };
  const checkout = await stripe.subscriptions.createCheckout(asked);
  await submit(checkout.url, form);
  const subscriptionId = (await stripe.subscriptions.findCheckout(checkout.checkoutId))?.vendorSubscriptionId ?? '';
  const customerId = (await stripe.subscriptions.findSubscription(subscriptionId))?.vendorCustomerId ?? '';
  const paymentId = (await stripe.findCheckout(pack.checkoutId))?.paymentId ?? '';
  const abandoned = await stripe.createCheckout(checkoutRequest({ customerEmail: email }));
  return {
    customerIds: [customerId],
    subscriptionIds: [subscriptionId],
    checkoutIds: [pack.checkoutId, checkout.checkoutId, abandoned.checkoutId],
    paymentIds: [paymentId],
  };
}

async function eraseAll(traces: PayerTraces): Promise<PayerErased> {
  let checkpoint: string | null = null;
  for (let calls = 0; calls < 10; calls += 1) {
    const answer: PayerErased = await stripe.payers.erase(traces, 'an-erasure', checkpoint);
    if (answer.state !== 'pending') return answer;
    checkpoint = answer.checkpoint ?? null;
  }
  throw new Error('it never ends');
}

const onDisk = () => {
  const files = readdirSync(stack.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(path.join(entry.parentPath, entry.name), 'utf8')).join('\n');
};

describe('having Stripe forget somebody', () => {
  it('ends the subscription, redacts everything with the name, and leaves another payer as they were', async () => {
    const [ada, berta] = [await payer('ada.forgotten@example.com'), await payer('berta.stays@example.com')];
    expect(await stripe.payers.stillHeld(ada)).toBeGreaterThan(3);
    expect(await eraseAll(ada)).toMatchObject({ state: 'erased', receiptId: expect.stringMatching(/^prj_/) as string });
    expect(await stripe.payers.stillHeld(ada)).toBe(0);
    expect((await stripe.subscriptions.findSubscription(ada.subscriptionIds[0] ?? ''))?.state).toBe('canceled');
    expect(onDisk()).not.toContain('ada.forgotten');
    expect((await stripe.subscriptions.findSubscription(berta.subscriptionIds[0] ?? ''))?.state).toBe('active');
    expect(await stripe.payers.stillHeld(berta)).toBeGreaterThan(3);
  });

  it('comes to the same end when it is asked again, and has nothing to do for somebody it does not know', async () => {
    const ada = await payer('ada.again@example.com');
    await eraseAll(ada);
    expect(await eraseAll(ada)).toEqual({ state: 'erased' });
    const nobody = { customerIds: [], subscriptionIds: [], checkoutIds: [], paymentIds: [] };
    expect(await stripe.payers.erase(nobody, 'an-erasure', null)).toEqual({ state: 'nothing-held' });
  });

  it('given that Stripe is down, then says so, and what it holds stays to be erased', async () => {
    const ada = await payer('ada.down@example.com');
    stack.host.control('stripe').change({ rejectWith: 503 });
    await expect(stripe.payers.erase(ada, 'an-erasure', null)).rejects.toThrow('not available');
    stack.host.control('stripe').reset();
    expect(await eraseAll(ada)).toMatchObject({ state: 'erased' });
  }, 30_000);
});
