import { isRefusal, newId, type Id } from '@keepword/primitives';
import fc from 'fast-check';
import { applyPaymentEvent } from '../apply-payment-event.js';
import type { CheckoutStatus, PaymentProvider, PurchaseEvent } from '../ports/payment-provider.js';
import type { PurchaseStore, UnitsOfWork } from '../ports/purchase-store.js';
import { reconcile } from '../reconcile.js';
import type { BillingPorts } from '../settle-purchase.js';
import { startPurchase } from '../start-purchase.js';
import { CountingCredits } from './counting-credits.js';

export interface PurchaseStoreUnderTest {
  readonly purchases: PurchaseStore;
  readonly units: UnitsOfWork;
  /** Units of work that may cross people. */
  readonly sweep: UnitsOfWork;
  close?(): Promise<void>;
}

const AT = new Date('2026-03-01T08:00:00Z');
const OFFER = { id: 'pack-500', name: '500 credits', credits: 500, amountMinor: 1_000, currency: 'eur' };

/** A processor whose checkouts are what the test says they are. */
class ScriptedProvider implements Pick<PaymentProvider, 'id' | 'createCheckout' | 'findCheckout'> {
  readonly id = 'stripe';
  readonly checkouts = new Map<string, CheckoutStatus>();
  createCheckout: PaymentProvider['createCheckout'] = ({ purchaseId, offer: { amountMinor, currency } }) => {
    const checkoutId = `cs_${purchaseId}`;
    this.checkouts.set(checkoutId, { checkoutId, purchaseId, state: 'open', paymentId: null, amountMinor, currency });
    return Promise.resolve({ checkoutId, url: `https://pay.example/${checkoutId}` });
  };
  findCheckout: PaymentProvider['findCheckout'] = (checkoutId) => Promise.resolve(this.checkouts.get(checkoutId) ?? null);
}

const asProvider = (scripted: ScriptedProvider): PaymentProvider => ({
  id: scripted.id,
  subscriptions: null,
  payers: { erase: async () => ({ state: 'nothing-held' as const }), stillHeld: async () => 0 },
  createCheckout: scripted.createCheckout,
  findCheckout: scripted.findCheckout,
  refund: () => Promise.reject(new Error('not part of this suite')),
  readWebhook: () => Promise.resolve({ refused: 'malformed' }),
});

function eventsOf(purchaseId: Id) {
  const paymentId = `pi_${purchaseId}`;
  const checkout: CheckoutStatus = {
    checkoutId: `cs_${purchaseId}`,
    purchaseId,
    state: 'paid',
    paymentId,
    amountMinor: 1_000,
    currency: 'eur',
  };
  const told = (name: string) => ({ eventId: `evt_${name}_${purchaseId}`, occurredAt: AT });
  const dispute = (type: 'dispute-opened' | 'dispute-won' | 'dispute-lost', id: string, amountMinor: number): PurchaseEvent => ({
    ...told(`${type}_${id}`),
    type,
    paymentId,
    disputeId: `dp_${id}`,
    amountMinor,
  });
  const refunded = (total: number): PurchaseEvent => ({
    ...told(`refund_${total}`),
    type: 'refunded',
    paymentId,
    refundedMinorTotal: total,
    amountMinor: 1_000,
  });
  return {
    paid: (changes: Partial<CheckoutStatus> = {}): PurchaseEvent => ({
      ...told('paid'),
      type: 'checkout-paid',
      checkout: { ...checkout, ...changes },
    }),
    expired: { ...told('expired'), type: 'checkout-expired', checkoutId: checkout.checkoutId, purchaseId } as PurchaseEvent,
    refunded,
    dispute,
  };
}

/** What every purchase store must do. */
export function describePurchaseStore(name: string, open: () => Promise<PurchaseStoreUnderTest>, runs = 100): void {
  describe(`purchase store: ${name}`, () => {
    let under: PurchaseStoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close?.());

    async function begin() {
      const credits = new CountingCredits();
      const provider = new ScriptedProvider();
      const ports: BillingPorts = { purchases: under.purchases, units: under.units, credits };
      const [subjectId, purchaseId] = [newId(AT), newId(AT)];
      const start = {
        purchaseId,
        subjectId,
        offer: OFFER,
        customerEmail: null,
        successUrl: 'https://web.example/ok',
        cancelUrl: 'https://web.example/no',
      };
      await startPurchase({ ...ports, provider: asProvider(provider) }, start, AT);
      const read = () => under.units.transaction(subjectId, (uow) => under.purchases.lockPurchase(uow, purchaseId));
      const apply = (event: PurchaseEvent) => applyPaymentEvent(ports, 'stripe', event, AT);
      return { ports, credits, provider, subjectId, purchaseId, start, read, apply, events: eventsOf(purchaseId) };
    }

    it('grants once, however often and by whomever the payment is told', async () => {
      const { apply, events, credits, read } = await begin();
      const answers = await Promise.all(Array.from({ length: 6 }, () => apply(events.paid())));
      expect(answers.filter((answer) => !isRefusal(answer) && answer.grantedNow)).toHaveLength(1);
      expect([credits.grants, credits.balance]).toEqual([1, 500]);
      expect(await read()).toMatchObject({
        status: 'paid',
        granted: true,
        paidAt: AT,
        vendorPaymentId: expect.stringMatching(/^pi_/) as string,
      });
    });

    it('starts the same purchase twice as one, and lists it to its buyer only', async () => {
      const { ports, provider, start, subjectId, purchaseId } = await begin();
      await startPurchase({ ...ports, provider: asProvider(provider) }, start, AT);
      const list = (who: Id) => under.units.transaction(who, (uow) => under.purchases.purchasesOf(uow, who, { before: null, limit: 10 }));
      expect((await list(subjectId)).map(({ id }) => id)).toEqual([purchaseId]);
      expect(await list(newId(AT))).toEqual([]);
    });

    it('a refund that overtakes its payment counts', async () => {
      const { apply, events, credits, read } = await begin();
      expect(await apply(events.refunded(250))).toMatchObject({ applied: 'kept' });
      await apply(events.paid());
      expect(credits.balance).toBe(375);
      expect(await read()).toMatchObject({ status: 'partly-refunded', clawedBackCredits: 125 });
    });

    it('gives back what a dispute took when it is won, and nothing when it is lost', async () => {
      const { apply, events, credits } = await begin();
      await apply(events.paid());
      await apply(events.dispute('dispute-opened', 'a', 1_000));
      expect(credits.balance).toBe(0);
      await apply(events.dispute('dispute-won', 'a', 1_000));
      expect(credits.balance).toBe(500);
      await apply(events.dispute('dispute-lost', 'b', 1_000));
      expect(credits.balance).toBe(0);
    });

    it('grants nothing for another price, another currency, a second payment or a stranger’s purchase', async () => {
      const { apply, events, credits } = await begin();
      expect(await apply(events.paid({ amountMinor: 1 }))).toEqual({ refused: 'price-mismatch', expectedMinor: 1_000, paidMinor: 1 });
      expect(await apply(events.paid({ currency: 'jpy' }))).toMatchObject({ refused: 'price-mismatch' });
      expect(await apply(events.paid({ purchaseId: newId(AT) }))).toEqual({ refused: 'unknown-purchase' });
      expect(await apply(events.paid({ purchaseId: 'not an id' }))).toEqual({ refused: 'unknown-purchase' });
      expect(credits.grants).toBe(0);
      await apply(events.paid());
      expect(await apply(events.paid({ paymentId: 'pi_other' }))).toEqual({ refused: 'paid-twice' });
      expect(credits.grants).toBe(1);
    });

    it('finds the payment whose webhook never came, by the checkout too', async () => {
      const { ports, provider, credits, purchaseId, read } = await begin();
      const checkoutId = `cs_${purchaseId}`;
      const paid = {
        checkoutId,
        purchaseId: null,
        state: 'paid',
        paymentId: `pi_${purchaseId}`,
        amountMinor: 1_000,
        currency: 'eur',
      } as const;
      const sweepers = { ...ports, provider: asProvider(provider), sweep: under.sweep };
      const due = { createdBefore: new Date(AT.getTime() + 1), limit: 1_000 };
      await reconcile(sweepers, due, AT);
      expect(credits.grants).toBe(0);
      provider.checkouts.set(checkoutId, paid);
      expect((await reconcile(sweepers, due, AT)).found).toHaveLength(1);
      expect((await reconcile(sweepers, due, AT)).found).toHaveLength(0);
      expect([credits.grants, (await read())?.status]).toEqual([1, 'paid']);
    });

    it('comes to the same end whatever the order and the number of a purchase’s events', async () => {
      const kinds = fc.uniqueArray(fc.constantFrom('refund-200', 'refund-700', 'opened-a', 'won-a', 'opened-b', 'lost-b', 'expired'), {
        maxLength: 7,
      });
      const shuffled = kinds.chain((some) => {
        const all = ['paid', ...some];
        const doubled = fc.subarray(all).map((twice) => [...all, ...twice]);
        return fc.record({ all: fc.constant(all), sent: doubled.chain((list) => fc.shuffledSubarray(list, { minLength: list.length })) });
      });
      await fc.assert(
        fc.asyncProperty(shuffled, fc.boolean(), async ({ all, sent }, atOnce) => {
          const [orderly, wild] = [await begin(), await begin()];
          const eventIn = ({ events }: typeof wild, kind: string): PurchaseEvent => {
            if (kind === 'paid') return events.paid();
            if (kind === 'expired') return events.expired;
            const [what = '', which = ''] = kind.split('-');
            if (what === 'refund') return events.refunded(Number(which));
            return events.dispute(`dispute-${what}` as 'dispute-opened', which, which === 'a' ? 300 : 400);
          };
          for (const kind of all) await orderly.apply(eventIn(orderly, kind));
          if (atOnce) await Promise.all(sent.map((kind) => wild.apply(eventIn(wild, kind))));
          else for (const kind of sent) await wild.apply(eventIn(wild, kind));
          const [one, other] = [await orderly.read(), await wild.read()];
          expect({ status: other?.status, taken: other?.clawedBackCredits }).toEqual({
            status: one?.status,
            taken: one?.clawedBackCredits,
          });
          expect([wild.credits.grants, wild.credits.balance]).toEqual([1, orderly.credits.balance]);
          expect(wild.credits.balance).toBe(500 - (other?.clawedBackCredits ?? 0));
        }),
        { numRuns: runs },
      );
    });
  });
}
