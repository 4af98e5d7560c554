import { newId } from '@keepword/primitives';
import fc from 'fast-check';
import type { VendorSubscription } from './ports/subscription-provider.js';
import {
  creditsEndAt,
  decideCancellation,
  decideResumption,
  followProcessor,
  purchaseOfInvoice,
  type Subscription,
  type SubscriptionNotice,
  type SubscriptionTold,
} from './subscription.js';

const AT = new Date('2026-03-01T08:00:00Z');
const MONTH_LATER = new Date('2026-04-01T08:00:00Z');

const begun: Subscription = {
  id: newId(AT),
  subjectId: newId(AT),
  provider: 'stripe',
  planId: 'plan-300',
  credits: 300,
  amountMinor: 1_000,
  currency: 'usd',
  interval: 'month',
  vendorCheckoutId: 'cs_1',
  vendorSubscriptionId: null,
  vendorCustomerId: null,
  status: 'incomplete',
  cancelAtPeriodEnd: false,
  currentPeriodEndsAt: null,
  createdAt: AT,
  startedAt: null,
  endedAt: null,
  checkedAt: AT,
  revision: 0,
};
const told = (state: VendorSubscription['state'], change: Partial<VendorSubscription> = {}): VendorSubscription => ({
  vendorSubscriptionId: 'sub_1',
  vendorCustomerId: 'cus_1',
  state,
  cancelAtPeriodEnd: false,
  currentPeriodEndsAt: MONTH_LATER,
  endedAt: state === 'canceled' ? MONTH_LATER : null,
  ...change,
});
const after = (...said: readonly SubscriptionTold[]) => {
  const notices: SubscriptionNotice[] = [];
  const end = said.reduce((subscription, one) => {
    const step = followProcessor(subscription, one, AT);
    notices.push(...step.notices);
    return step.subscription;
  }, begun);
  return { ...end, notices };
};

describe('a subscription', () => {
  it('given an open checkout, then it waits; given an ended one, then it has begun nothing', () => {
    expect(after({ state: 'waiting' })).toMatchObject({ status: 'incomplete', notices: [] });
    expect(after({ state: 'abandoned' })).toMatchObject({ status: 'expired', startedAt: null, notices: [] });
    expect(after(told('canceled'))).toMatchObject({ status: 'expired', startedAt: null, endedAt: null, notices: [] });
  });

  it('given no word of a payment for two days, then it is given up', () => {
    expect(followProcessor(begun, { state: 'waiting' }, new Date('2026-03-03T07:59:59Z')).subscription.status).toBe('incomplete');
    expect(followProcessor(begun, { state: 'waiting' }, new Date('2026-03-03T08:00:00Z')).subscription.status).toBe('expired');
  });

  it('given a payment after all for a checkout that we had given up, then it runs', () => {
    expect(after({ state: 'abandoned' }, told('active'))).toMatchObject({ status: 'active', startedAt: AT, vendorCustomerId: 'cus_1' });
  });

  it('given a failed renewal, then the person is told once, and nothing when it is mended', () => {
    const notices = after(told('active'), told('past-due'), told('past-due'), told('active')).notices;
    expect(notices).toEqual(['payment-failed']);
  });

  it('given a cancellation, then it runs on, can be taken back, and ends with the period', () => {
    const leaving = told('active', { cancelAtPeriodEnd: true });
    expect(after(told('active'), leaving, leaving)).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: true,
      notices: ['cancellation'],
    });
    expect(after(told('active'), leaving, told('active'))).toMatchObject({ cancelAtPeriodEnd: false });
    expect(after(told('active'), leaving, told('canceled'))).toMatchObject({
      status: 'canceled',
      cancelAtPeriodEnd: false,
      endedAt: MONTH_LATER,
      notices: ['cancellation', 'ended'],
    });
  });

  it('given any story, then what is over stays over, it started once, and saying all of it twice in a row changes nothing', () => {
    const saying: fc.Arbitrary<SubscriptionTold> = fc.oneof(
      fc.constantFrom<SubscriptionTold>({ state: 'waiting' }, { state: 'abandoned' }),
      fc
        .record({ state: fc.constantFrom('incomplete', 'active', 'past-due', 'canceled'), cancelAtPeriodEnd: fc.boolean() })
        .map(({ state, cancelAtPeriodEnd }) => told(state, { cancelAtPeriodEnd })),
    );
    fc.assert(
      fc.property(fc.array(saying, { maxLength: 12 }), (story) => {
        let subscription = begun;
        for (const said of story) {
          const { subscription: next, notices } = followProcessor(subscription, said, AT);
          if (subscription.status === 'canceled') expect([next.status, notices]).toEqual(['canceled', []]);
          if (subscription.startedAt) expect(['active', 'past-due', 'canceled']).toContain(next.status);
          expect(next.startedAt !== null).toBe(['active', 'past-due', 'canceled'].includes(next.status));
          expect(next.endedAt !== null).toBe(next.status === 'canceled');
          subscription = next;
        }
        const doubled = after(...story.flatMap((said) => [said, said]));
        expect({ ...doubled, notices: [], revision: 0 }).toEqual({ ...subscription, notices: [], revision: 0 });
        expect(doubled.notices).toEqual(after(...story).notices);
      }),
    );
  });
});

describe('what a person decides', () => {
  const active = after(told('active'));
  const leaving = after(told('active', { cancelAtPeriodEnd: true }));

  it('given «cancel», then the paid period is kept, and an unpaid one is not asked for', () => {
    expect(decideCancellation(active)).toBe('at-period-end');
    expect(decideCancellation(leaving)).toBe('nothing-to-do');
    expect(decideCancellation(after(told('past-due')))).toBe('now');
    expect(decideCancellation(after(told('active'), told('canceled')))).toBe('nothing-to-do');
    expect(decideCancellation(begun)).toEqual({ refused: 'not-running' });
  });

  it('given «resume», then only a cancellation of what still runs is taken back', () => {
    expect(decideResumption(leaving)).toBe('resume');
    expect(decideResumption(active)).toBe('nothing-to-do');
    expect(decideResumption(after(told('active'), told('canceled')))).toEqual({ refused: 'not-running' });
  });
});

describe('a paid invoice', () => {
  const invoice = {
    invoiceId: 'in_1',
    vendorSubscriptionId: 'sub_1',
    subscriptionId: begun.id,
    paymentId: 'pi_1',
    amountMinor: 1_000,
    currency: 'usd',
    startsAt: AT,
    endsAt: MONTH_LATER,
  };

  it('given the plan’s price, then it is a purchase; another price, currency or subscription is refused', () => {
    const id = newId(AT);
    expect(purchaseOfInvoice(begun, invoice, id, AT)).toMatchObject({
      id,
      credits: 300,
      offerId: 'plan-300',
      billed: { subscriptionId: begun.id, vendorInvoiceId: 'in_1', startsAt: AT, endsAt: MONTH_LATER },
    });
    expect(purchaseOfInvoice(begun, { ...invoice, amountMinor: 1 }, id, AT)).toMatchObject({ refused: 'price-mismatch', paidMinor: 1 });
    expect(purchaseOfInvoice(begun, { ...invoice, currency: 'jpy' }, id, AT)).toMatchObject({ refused: 'price-mismatch' });
    const other = { ...begun, vendorSubscriptionId: 'sub_2' };
    expect(purchaseOfInvoice(other, invoice, id, AT)).toEqual({ refused: 'unknown-subscription' });
  });

  it('given a payment in time, then its credits last three days longer than the period; given one after it, then a full period from then', () => {
    const period = { startsAt: AT, endsAt: MONTH_LATER };
    expect(creditsEndAt(period, AT)).toEqual(new Date('2026-04-04T08:00:00Z'));
    expect(creditsEndAt(period, MONTH_LATER)).toEqual(new Date('2026-04-04T08:00:00Z'));
    expect(creditsEndAt(period, new Date('2026-04-02T08:00:00Z'))).toEqual(new Date('2026-05-06T08:00:00Z'));
  });
});
