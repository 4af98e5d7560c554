import { randomUUID } from 'node:crypto';
import { PaymentsUnavailable, type CheckoutRequest, type PaymentEvent, type PaymentProvider } from '@keepword/billing';
import { fixedClock } from '@keepword/primitives';
import type { Vendor } from '../vendor.js';
import { startVendorStack, type ArrivedWebhook, type VendorStack } from './vendor-stack.js';

export interface PaymentVendor {
  readonly vendor: Vendor;
  readonly disclosedCategories: Readonly<Record<string, string>>;
  provider(apiBaseUrl: string): PaymentProvider;
  /** Names of the parameters that a request carried. */
  parametersOf(body: string): readonly string[];
  openDispute(apiBaseUrl: string, paymentId: string): Promise<void>;
}

/** What people type at the hosted page, and nobody of ours may see again. */
export const payerForm = {
  action: 'pay',
  email: 'grace.canary@example.com',
  card: '5555 5555 5555 4444',
  expiry: '11/33',
  cvc: '987',
  name: 'Grace Canary',
  country: 'SE',
  postal_code: '11122',
};
const traces = /grace|canary|4444|11122|"SE"|mastercard/i;

export const start = new Date('2026-11-21T08:00:00Z');

export const checkoutRequest = (change: Partial<CheckoutRequest> = {}): CheckoutRequest => ({
  purchaseId: randomUUID(),
  offer: { id: 'pack-500', name: '500 credits', credits: 500, amountMinor: 1_999, currency: 'eur' },
  customerEmail: null,
  successUrl: 'http://127.0.0.1:9/settings/credits?paid=1',
  cancelUrl: 'http://127.0.0.1:9/settings/credits?cancelled=1',
  ...change,
});

export const submit = (url: string, fields: Readonly<Record<string, string>>) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });

export interface PaymentStage {
  readonly stack: VendorStack;
  readonly provider: PaymentProvider;
  readonly apiBaseUrl: string;
  readonly clock: ReturnType<typeof fixedClock>;
  /** The events that have come so far, read by the adapter, without those it ignores. */
  events(count: number): Promise<PaymentEvent[]>;
  read(webhook: ArrivedWebhook, receivedAt?: Date): ReturnType<PaymentProvider['readWebhook']>;
  /** A checkout that was paid at the hosted page. */
  paid(change?: Partial<CheckoutRequest>): Promise<Extract<PaymentEvent, { type: 'checkout-paid' }>>;
}

/** What every payment adapter must do with its vendor, over real HTTP. @returns the stage, for tests of the one vendor's own */
export function describePaymentProvider(name: string, { vendor, disclosedCategories, ...of }: PaymentVendor): () => PaymentStage {
  let stage: PaymentStage;

  beforeEach(async () => {
    const clock = fixedClock(start);
    const stack = await startVendorStack([vendor], clock);
    const apiBaseUrl = `${stack.host.url}/${vendor.prefix}`;
    const provider = of.provider(apiBaseUrl);
    const read: PaymentStage['read'] = ({ headers, rawBody }, receivedAt = clock.now()) =>
      provider.readWebhook({ headers, rawBody, receivedAt });
    const events: PaymentStage['events'] = async (count) => {
      let told: PaymentEvent[] = [];
      for (let wanted = count; told.length < count; wanted += 1) {
        const arrived = await stack.waitForWebhooks(wanted);
        const all = await Promise.all(arrived.map((webhook) => read(webhook)));
        told = all.map(verified).filter(({ type }) => type !== 'ignored');
      }
      return told;
    };
    const paid: PaymentStage['paid'] = async (change) => {
      const request = checkoutRequest(change);
      const { url } = await provider.createCheckout(request);
      expect((await submit(url, payerForm)).status).toBe(303);
      for (let count = 1; ; count += 1) {
        for (const event of await events(count))
          if (event.type === 'checkout-paid' && event.checkout.purchaseId === request.purchaseId) return event;
      }
    };
    stage = { stack, provider, apiBaseUrl, clock, events, read, paid };
  });

  afterEach(() => stage.stack.stop());

  describe(`${name}: a payment`, () => {
    it('goes from the checkout over the hosted page to a verified event that names the purchase', async () => {
      const request = checkoutRequest();
      const { checkoutId, url } = await stage.provider.createCheckout(request);
      const page = await (await fetch(url)).text();
      expect(page).toContain('500 credits');
      expect(page).toContain('€19.99');
      expect(page).not.toContain('<script');
      const back = await submit(url, payerForm);
      expect(back.status).toBe(303);
      expect(back.headers.get('location')).toContain('/settings/credits?paid=1');
      const [event] = await stage.events(1);
      expect(event).toEqual({
        type: 'checkout-paid',
        eventId: expect.stringMatching(/^evt_/),
        occurredAt: start,
        checkout: {
          checkoutId,
          purchaseId: request.purchaseId,
          state: 'paid',
          paymentId: expect.any(String),
          amountMinor: 1_999,
          currency: 'eur',
        },
      });
    });

    it('tells the same when it is asked, for a webhook that never comes', async () => {
      stage.stack.host.control(vendor.prefix).change({ webhook: { drop: true } });
      const request = checkoutRequest();
      const { checkoutId, url } = await stage.provider.createCheckout(request);
      expect(await stage.provider.findCheckout(checkoutId)).toMatchObject({
        state: 'open',
        purchaseId: request.purchaseId,
        paymentId: null,
        amountMinor: 1_999,
        currency: 'eur',
      });
      await submit(url, payerForm);
      expect(stage.stack.arrived).toEqual([]);
      expect(await stage.provider.findCheckout(checkoutId)).toMatchObject({
        checkoutId,
        state: 'paid',
        purchaseId: request.purchaseId,
        paymentId: expect.any(String),
      });
      expect(await stage.provider.findCheckout('cs_unknown')).toBeNull();
    });

    it('is made once by two clicks, and not at all by a declined card or nonsense', async () => {
      const { url, checkoutId } = await stage.provider.createCheckout(checkoutRequest());
      const declined = await submit(url, { ...payerForm, card: '4000000000000002' });
      expect(declined.status).toBe(402);
      expect(await declined.text()).toContain('role="alert"');
      expect((await submit(url, { ...payerForm, card: '4242424242424241' })).status).toBe(402);
      expect((await stage.provider.findCheckout(checkoutId))?.state).toBe('open');
      await Promise.all([submit(url, payerForm), submit(url, payerForm)]);
      expect((await stage.events(1)).filter(({ type }) => type === 'checkout-paid')).toHaveLength(1);
    });

    it('is remembered across a restart', async () => {
      const { checkoutId, url } = await stage.provider.createCheckout(checkoutRequest());
      await submit(url, payerForm);
      await stage.stack.restart([vendor]);
      const again = of.provider(`${stage.stack.host.url}/${vendor.prefix}`);
      expect((await again.findCheckout(checkoutId))?.state).toBe('paid');
    });

    it('hands the address over only where it may, and nothing that is not disclosed', async () => {
      const bodies = () =>
        stage.stack.host
          .control(vendor.prefix)
          .requests(500)
          .map(({ body }) => body);
      await stage.provider.createCheckout(checkoutRequest());
      expect(bodies().join('\n')).not.toMatch(/email/);
      await stage.provider.createCheckout(checkoutRequest({ customerEmail: 'told@example.com' }));
      const [last = ''] = bodies();
      expect(decodeURIComponent(last)).toContain('told@example.com');
      expect(of.parametersOf(last).filter((parameter) => !(parameter in disclosedCategories))).toEqual([]);
    });
  });

  describe(`${name}: a webhook`, () => {
    it('keeps no detail of the customer or the card', async () => {
      const { checkout } = await stage.paid();
      await stage.provider.refund(checkout.paymentId ?? '', 1_999, 'refund-1');
      await of.openDispute(stage.apiBaseUrl, (await stage.paid()).checkout.paymentId ?? '');
      const events = await stage.events(4);
      expect(stage.stack.arrived.map(({ rawBody }) => Buffer.from(rawBody).toString()).join('\n')).toMatch(traces);
      expect(JSON.stringify(events)).not.toMatch(traces);
    });

    it('is refused when it is forged, tampered with or not signed at all', async () => {
      await stage.paid();
      const genuine = stage.stack.arrived.at(-1);
      if (!genuine) throw new Error('nothing came');
      const tampered = Buffer.from(Buffer.from(genuine.rawBody).toString().replaceAll('1999', '9999'));
      const forgedHeaders = Object.fromEntries(
        Object.entries(genuine.headers).map(([header, value]) => [header, value?.replace(/[0-9a-f]{64}/, 'ab'.repeat(32))]),
      );
      expect(await stage.read({ ...genuine, rawBody: tampered })).toEqual({ refused: 'bad-signature' });
      expect(await stage.read({ ...genuine, headers: forgedHeaders })).toEqual({ refused: 'bad-signature' });
      expect(await stage.read({ ...genuine, headers: {} })).toEqual({ refused: 'bad-signature' });
      expect(await stage.read({ ...genuine, rawBody: new Uint8Array() })).toEqual({ refused: 'bad-signature' });
    });

    it('that comes twice has one event id, and its twin says the same', async () => {
      stage.stack.host.control(vendor.prefix).change({ webhook: { duplicate: true } });
      await stage.paid();
      const twins = (await stage.events(2)).filter(({ type }) => type === 'checkout-paid');
      expect(twins).toHaveLength(2);
      expect(twins[0]).toEqual(twins[1]);
    });
  });

  describe(`${name}: money that goes back`, () => {
    it('is told as the sum so far', async () => {
      const { checkout } = await stage.paid();
      const paymentId = checkout.paymentId ?? '';
      await stage.provider.refund(paymentId, 1_999, 'refund-1');
      const refunded = (await stage.events(2)).find(({ type }) => type === 'refunded');
      expect(refunded).toMatchObject({ type: 'refunded', paymentId, refundedMinorTotal: 1_999, amountMinor: 1_999 });
    });

    it('goes back once for a repeated call', async () => {
      const { checkout } = await stage.paid();
      const paymentId = checkout.paymentId ?? '';
      await stage.provider.refund(paymentId, 1_999, 'refund-1');
      await stage.provider.refund(paymentId, 1_999, 'refund-1');
      expect((await stage.events(2)).filter(({ type }) => type === 'refunded')).toHaveLength(1);
    });

    it('is disputed under the payment’s name', async () => {
      const { checkout } = await stage.paid();
      await of.openDispute(stage.apiBaseUrl, checkout.paymentId ?? '');
      const dispute = (await stage.events(2)).find(({ type }) => type === 'dispute-opened');
      expect(dispute).toMatchObject({ paymentId: checkout.paymentId, disputeId: expect.any(String), amountMinor: 1_999 });
    });
  });

  describe(`${name}: a vendor that is away`, () => {
    it('is PaymentsUnavailable when it fails inside or cannot be reached, and says nothing about anybody', async () => {
      stage.stack.host.control(vendor.prefix).change({ fail: true });
      const failed = stage.provider.createCheckout(checkoutRequest({ customerEmail: 'told@example.com' }));
      await expect(failed).rejects.toThrow(PaymentsUnavailable);
      await expect(failed).rejects.not.toThrow(/told@example/);
      await expect(of.provider('http://127.0.0.1:1').findCheckout('cs_1')).rejects.toThrow(PaymentsUnavailable);
    });

    it('is not tried again when it refuses us', async () => {
      stage.stack.host.control(vendor.prefix).change({ rejectWith: 422 });
      const refused = stage.provider.createCheckout(checkoutRequest({ customerEmail: 'told@example.com' }));
      await expect(refused).rejects.toThrow(/refused/);
      await expect(refused).rejects.not.toThrow(PaymentsUnavailable);
    });
  });

  return () => stage;
}

function verified(answer: Awaited<ReturnType<PaymentProvider['readWebhook']>>): PaymentEvent {
  if ('refused' in answer) throw new Error(`a genuine webhook was refused: ${answer.refused}`);
  return answer;
}
