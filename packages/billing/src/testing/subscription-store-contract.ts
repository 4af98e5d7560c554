import { isRefusal, newId } from '@keepword/primitives';
import fc from 'fast-check';
import type { SubscriptionPorts } from '../apply-invoice.js';
import { applyPaymentEvent } from '../apply-payment-event.js';
import { applySubscriptionEvent } from '../apply-subscription-event.js';
import { cancelSubscription, findPayPage, resumeSubscription } from '../change-subscription.js';
import type { SubscriptionEvent } from '../ports/payment-provider.js';
import type { PurchaseStore, UnitsOfWork } from '../ports/purchase-store.js';
import type { SubscriptionStore } from '../ports/subscription-store.js';
import { reconcileSubscriptions } from '../reconcile-subscriptions.js';
import { startSubscription } from '../start-subscription.js';
import type { SubscriptionNotice } from '../subscription.js';
import { CountingCredits } from './counting-credits.js';
import { ScriptedProcessor, turns } from './scripted-processor.js';

export interface SubscriptionStoreUnderTest {
  readonly purchases: PurchaseStore;
  readonly subscriptions: SubscriptionStore;
  readonly units: UnitsOfWork;
  /** Units of work that may cross people. */
  readonly sweep: UnitsOfWork;
  close?(): Promise<void>;
}

const AT = new Date('2026-03-01T08:00:00Z');
const minutesLater = (minutes: number) => new Date(AT.getTime() + minutes * 60_000);
const PLAN = { id: 'plan-300', name: '300 credits a month', credits: 300, amountMinor: 1_000, currency: 'usd', interval: 'month' } as const;
const addresses = { customerEmail: null, successUrl: 'https://web.example/ok', cancelUrl: 'https://web.example/no' };

/** What every store of subscriptions must do. @param runs of the property over interleavings */
export function describeSubscriptionStore(name: string, open: () => Promise<SubscriptionStoreUnderTest>, runs = 100): void {
  describe(`subscription store: ${name}`, () => {
    let under: SubscriptionStoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(() => under.close?.());

    async function begin() {
      const credits = new CountingCredits();
      const processor = new ScriptedProcessor(AT);
      const told: SubscriptionNotice[] = [];
      const ports: SubscriptionPorts = {
        ...under,
        credits,
        notices: { tell: (_uow, _subscription, notice) => Promise.resolve(void told.push(notice)) },
      };
      const provider = { id: 'stripe', subscriptions: processor } as const;
      const [subjectId, subscriptionId] = [newId(AT), newId(AT)];
      const start = (id = subscriptionId, at = AT) =>
        startSubscription({ ...under, provider: 'stripe', processor }, { subscriptionId: id, subjectId, plan: PLAN, ...addresses }, at);
      await start();
      let events = 0;
      const changed = (vendorSubscriptionId: string | null = null): SubscriptionEvent => ({
        eventId: `evt_${++events}_${subscriptionId}`,
        occurredAt: AT,
        type: 'subscription-changed',
        subscriptionId: vendorSubscriptionId === null ? subscriptionId : null,
        vendorSubscriptionId,
      });
      const paid = (invoiceId: string): SubscriptionEvent => ({
        eventId: `evt_${++events}_${subscriptionId}`,
        occurredAt: AT,
        type: 'invoice-paid',
        invoiceId,
      });
      return {
        ports,
        provider,
        processor,
        credits,
        told,
        subjectId,
        subscriptionId,
        start,
        changed,
        paid,
        apply: (event: SubscriptionEvent, at = AT) => applySubscriptionEvent(ports, provider, event, at),
        read: () => under.units.transaction(subjectId, (uow) => under.subscriptions.lock(uow, subscriptionId)),
        current: () => under.units.transaction(subjectId, (uow) => under.subscriptions.current(uow, subjectId)),
        purchases: () =>
          under.units.transaction(subjectId, (uow) => under.purchases.purchasesOf(uow, subjectId, { before: null, limit: 50 })),
        change: { ...under, notices: ports.notices, providers: [provider] },
        reconcileAt: (at: Date) => reconcileSubscriptions({ ...ports, provider, sweep: under.sweep }, 1_000, at),
      };
    }
    async function running() {
      const one = await begin();
      const vendorId = one.processor.pay(one.subscriptionId);
      for (const { invoiceId } of one.processor.invoices) await one.apply(one.paid(invoiceId));
      return { ...one, vendorId };
    }

    it('grants once per paid invoice, however often and by whomever it is told', async () => {
      const { apply, paid, changed, processor, subscriptionId, credits, read, purchases } = await begin();
      const vendorId = processor.pay(subscriptionId);
      const [invoice] = processor.invoices;
      const answers = await Promise.all([
        ...Array.from({ length: 5 }, () => apply(paid(invoice?.invoiceId ?? ''))),
        ...Array.from({ length: 5 }, () => apply(changed())),
      ]);
      expect(answers.filter((answer) => !isRefusal(answer) && answer.grantedNow)).toHaveLength(1);
      expect([credits.grants, credits.balance]).toEqual([1, 300]);
      expect(await read()).toMatchObject({ status: 'active', vendorSubscriptionId: vendorId, vendorCustomerId: `cus_${subscriptionId}` });
      const [purchase, ...others] = await purchases();
      expect(others).toEqual([]);
      expect(purchase).toMatchObject({
        offerId: 'plan-300',
        status: 'paid',
        vendorPaymentId: invoice?.paymentId,
        billed: { subscriptionId, vendorInvoiceId: invoice?.invoiceId, startsAt: AT, endsAt: invoice?.endsAt },
      });
    });

    it('takes a refunded invoice back as it does a purchase, also when the refund is told first', async () => {
      const { apply, paid, ports, processor, vendorId, credits } = await running();
      const invoice = processor.renew(vendorId);
      const refund = { eventId: `evt_${invoice.paymentId}`, occurredAt: AT, type: 'refunded', paymentId: invoice.paymentId ?? '' } as const;
      const refunded = { ...refund, refundedMinorTotal: 500, amountMinor: 1_000 };
      expect(await applyPaymentEvent(ports, 'stripe', refunded, AT)).toMatchObject({ applied: 'kept' });
      await apply(paid(invoice.invoiceId));
      expect(credits.balance).toBe(300 + 150);
    });

    it('grants nothing for another price, for nothing at all, or for a stranger’s subscription', async () => {
      const { apply, paid, processor, vendorId, credits } = await running();
      const dear = processor.renew(vendorId, { amountMinor: 1 });
      const free = processor.renew(vendorId, { paymentId: null });
      const strange = processor.renew(vendorId, { subscriptionId: newId(AT) });
      const nameless = processor.renew(vendorId, { subscriptionId: null, vendorSubscriptionId: 'sub_of_nobody' });
      expect(await apply(paid(dear.invoiceId))).toEqual({ refused: 'price-mismatch', expectedMinor: 1_000, paidMinor: 1 });
      expect(await apply(paid(free.invoiceId))).toEqual({ refused: 'without-payment' });
      expect(await apply(paid(strange.invoiceId))).toEqual({ refused: 'unknown-subscription' });
      expect(await apply(paid(nameless.invoiceId))).toEqual({ refused: 'unknown-subscription' });
      expect(await apply(paid('in_unknown'))).toMatchObject({ applied: 'ignored' });
      expect(credits.grants).toBe(1);
    });

    it('lets a person have one: what runs refuses another, an open checkout is closed first, an ended one is followed by a new one', async () => {
      const { start, processor, subscriptionId, apply, changed, current, subjectId } = await begin();
      await start();
      const second = newId(AT);
      expect(await start(second)).toMatchObject({ subscriptionId: second });
      expect(() => processor.pay(subscriptionId)).toThrow('no open checkout');
      expect(await current()).toMatchObject({ id: second, status: 'incomplete' });
      const vendorId = processor.pay(second);
      expect(await start(newId(AT))).toEqual({ refused: 'already-subscribed' });
      await apply(changed(vendorId)); // by its vendor's name alone nobody knows it yet
      await apply({ ...changed(), subscriptionId: second } as SubscriptionEvent);
      expect(await current()).toMatchObject({ id: second, status: 'active' });
      expect(await start(newId(AT))).toEqual({ refused: 'already-subscribed' });
      processor.end(vendorId);
      await apply(changed(vendorId));
      expect(await current()).toMatchObject({ id: second, status: 'canceled' });
      const third = newId(minutesLater(1));
      expect(await start(third)).toMatchObject({ subscriptionId: third });
      const customer = await under.units.transaction(subjectId, (uow) => under.subscriptions.customerOf(uow, subjectId, 'stripe'));
      expect(customer).toBe(`cus_${second}`);
    });

    it('opens one checkout for two clicks at once', async () => {
      const { start, processor, subscriptionId } = await begin();
      processor.abandon(subscriptionId);
      const answers = await Promise.all([start(newId(AT), minutesLater(2)), start(newId(AT), minutesLater(2))]);
      expect(answers.filter((answer) => !isRefusal(answer)).length).toBeGreaterThanOrEqual(1);
      const open = await under.sweep.transaction(null, (uow) =>
        under.subscriptions.due(uow, 'stripe', { overdueSince: minutesLater(3), checkedBefore: AT, limit: 1_000 }),
      );
      expect(open.filter(({ checkedAt }) => checkedAt.getTime() === minutesLater(2).getTime()).length).toBeLessThanOrEqual(1);
    });

    it('cancels with the period, takes that back, and ends at once what is not paid; each as often as one likes', async () => {
      const { change, subjectId, processor, vendorId, told, apply, changed } = await running();
      const cancel = () => cancelSubscription(change, subjectId, AT);
      const resume = () => resumeSubscription(change, subjectId, AT);
      expect(await cancel()).toMatchObject({ status: 'active', cancelAtPeriodEnd: true });
      expect(await cancel()).toMatchObject({ status: 'active', cancelAtPeriodEnd: true });
      expect(await resume()).toMatchObject({ status: 'active', cancelAtPeriodEnd: false });
      expect(await resume()).toMatchObject({ status: 'active', cancelAtPeriodEnd: false });
      expect(await findPayPage(change, subjectId)).toEqual({ refused: 'nothing-open' });
      processor.fail(vendorId);
      await apply(changed(vendorId));
      expect(await findPayPage(change, subjectId)).toEqual({ provider: 'stripe', url: `https://pay.example/${vendorId}` });
      expect(await cancel()).toMatchObject({ status: 'canceled' });
      expect(await cancel()).toMatchObject({ status: 'canceled' });
      expect(await resume()).toEqual({ refused: 'not-running' });
      expect(told).toEqual(['cancellation', 'payment-failed', 'ended']);
      expect(await findPayPage(change, subjectId)).toEqual({ refused: 'not-running' });
      expect(await cancelSubscription(change, newId(AT), AT)).toEqual({ refused: 'no-subscription' });
    });

    it('finds what it was never told: the first payment, renewals, and the end', async () => {
      const { processor, subscriptionId, reconcileAt, credits, read } = await begin();
      const vendorId = processor.pay(subscriptionId);
      await reconcileAt(minutesLater(1));
      expect(credits.grants).toBe(0);
      expect((await reconcileAt(minutesLater(3))).granted).toBe(1);
      expect(await read()).toMatchObject({ status: 'active' });
      processor.renew(vendorId);
      processor.renew(vendorId);
      expect((await reconcileAt(minutesLater(4))).granted).toBe(0);
      expect((await reconcileAt(minutesLater(60 * 24 + 4))).granted).toBe(2);
      processor.end(vendorId);
      await reconcileAt(minutesLater(60 * 48 + 5));
      const over = await read();
      expect(over).toMatchObject({ status: 'canceled' });
      await reconcileAt(minutesLater(60 * 96));
      expect(await read()).toEqual(over);
      expect([credits.grants, credits.balance]).toEqual([3, 900]);
    });

    it('compares the others although one cannot be read, and comes back to that one', async () => {
      const { processor, vendorId, reconcileAt, credits } = await running();
      processor.renew(vendorId);
      processor.illegible = true;
      expect((await reconcileAt(minutesLater(60 * 24 + 4))).failures).toHaveLength(1);
      expect(credits.grants).toBe(1);
      processor.illegible = false;
      await reconcileAt(minutesLater(60 * 48 + 5));
      expect(credits.grants).toBe(2);
    });

    it('does not write an answer that is old by then over a newer one', async () => {
      const { apply, changed, processor, vendorId, read } = await running();
      const { asked, letGo } = processor.holdNextAnswer();
      const slow = apply(changed(vendorId));
      await asked;
      processor.fail(vendorId);
      await apply(changed(vendorId));
      letGo();
      await slow;
      expect(await read()).toMatchObject({ status: 'past-due' });
    });

    it('comes to what the processor says in the end, and one grant per paid invoice, whatever the order and number of events', async () => {
      const step = fc.constantFrom('renew', 'fail', 'leave', 'stay', 'end', 'tell', 'tell');
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 10 }), fc.infiniteStream(fc.nat(1_000)), async (story, chance) => {
          const { apply, changed, paid, processor, subscriptionId, credits, read, told } = await begin();
          const draw = () => chance.next().value ?? 0;
          const vendorId = processor.pay(subscriptionId);
          const all: SubscriptionEvent[] = [changed(), paid(processor.invoices[0]?.invoiceId ?? '')];
          const underWay: Promise<unknown>[] = [];
          for (const what of story) {
            await turns(draw() % 20);
            const billable = processor.now(vendorId).state !== 'canceled';
            if (what === 'tell') underWay.push(...all.filter(() => draw() % 3 === 0).map((event) => apply(event)));
            else if (what === 'renew' && billable) all.push(paid(processor.renew(vendorId).invoiceId), changed(vendorId));
            else if (billable) {
              if (what === 'fail') processor.fail(vendorId);
              if (what === 'leave') await processor.cancel(vendorId, 'at-period-end');
              if (what === 'stay') await processor.resume(vendorId);
              if (what === 'end') processor.end(vendorId);
              all.push(changed());
            }
          }
          const shuffled = [...all, ...all.filter(() => draw() % 2 === 0)]
            .map((event) => ({ event, place: draw() }))
            .toSorted((a, b) => a.place - b.place);
          underWay.push(...shuffled.map(({ event }) => apply(event)));
          await Promise.all(underWay);
          const { state, cancelAtPeriodEnd, currentPeriodEndsAt } = processor.now(vendorId);
          const end = await read();
          const everStarted = end?.startedAt !== null;
          expect(end).toMatchObject({
            status: state === 'canceled' && !everStarted ? 'expired' : state,
            cancelAtPeriodEnd: state !== 'canceled' && cancelAtPeriodEnd,
            currentPeriodEndsAt,
          });
          expect([credits.grants, credits.balance]).toEqual([processor.invoices.length, 300 * processor.invoices.length]);
          expect(told.filter((notice) => notice === 'ended').length).toBe(end?.status === 'canceled' ? 1 : 0);
        }),
        { numRuns: runs },
      );
    });
  });
}
