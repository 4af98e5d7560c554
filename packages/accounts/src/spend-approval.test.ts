import { addPeriod, isRefusal, newId } from '@keepword/primitives';
import { decideApproval, decideSpending, givenBack, standingOf, type AskedOffer, type SpendApproval } from './spend-approval.js';

const at = new Date('2026-03-01T08:00:00Z');
const later = (period: string) => addPeriod(at, period);
const subjectId = newId(at);
const pack: AskedOffer = { offerId: 'pack-100', credits: 100, amountMinor: 900, currency: 'usd', monthly: false };

const question = (offer = pack) => ({ id: newId(at), subjectId, offer });
const approval = (change: Partial<SpendApproval> = {}): SpendApproval => ({
  ...question(),
  state: 'waiting',
  askedAt: at,
  decidedAt: null,
  usedAt: null,
  ...change,
});
const approved = (change: Partial<SpendApproval> = {}) => approval({ state: 'approved', decidedAt: at, ...change });

describe('a minor who buys', () => {
  it('given nothing that a guardian said, then asks, and buys nothing', () => {
    expect(decideSpending([], question(), at)).toEqual({
      may: 'ask',
      approval: expect.objectContaining({ state: 'waiting', offer: pack, askedAt: at, decidedAt: null }) as object,
    });
  });

  it('given a yes for exactly this offer, then buys once', () => {
    const yes = approved();
    const bought = decideSpending([yes], question(), later('P6D'));
    expect(bought).toEqual({ may: 'buy', approval: { ...yes, state: 'used', usedAt: later('P6D') } });
    if (isRefusal(bought)) throw new Error(bought.refused);
    expect(decideSpending([bought.approval], question(), later('P6D'))).toMatchObject({ may: 'ask' });
    expect(givenBack(bought.approval)).toEqual(yes);
  });

  it.each<[string, Partial<AskedOffer>]>([
    ['another pack', { offerId: 'pack-500' }],
    ['another number of credits', { credits: 101 }],
    ['another price', { amountMinor: 901 }],
    ['another currency', { currency: 'eur' }],
    ['every month', { monthly: true }],
  ])('given a yes for %s, then it does not count', (_what, change) => {
    expect(decideSpending([approved({ offer: { ...pack, ...change } })], question(), at)).toMatchObject({ may: 'ask' });
  });

  it('given a yes of more than seven days ago, then it does not count', () => {
    expect(decideSpending([approved()], question(), later('P7D'))).toMatchObject({ may: 'ask' });
  });

  it('given a question that waits, then asks no second time until it has expired', () => {
    const waits = approval();
    expect(decideSpending([waits], question(), later('P6D'))).toEqual({ refused: 'approval-waiting', approval: waits });
    expect(standingOf(waits, later('P7D'))).toBe('expired');
    expect(decideSpending([waits], question(), later('P7D'))).toMatchObject({ may: 'ask' });
  });

  it('given a no, then the same is not asked again on that day', () => {
    const no = approval({ state: 'declined', decidedAt: at });
    expect(decideSpending([no], question(), later('PT23H'))).toEqual({ refused: 'approval-declined', approval: no });
    expect(decideSpending([no], question(), later('P1D'))).toMatchObject({ may: 'ask' });
  });

  it('given three questions that wait, then no fourth until one is answered or expires', () => {
    const waiting = ['P0D', 'P2D', 'P3D'].map((after, n) => approval({ askedAt: later(after), offer: { ...pack, offerId: `pack-${n}` } }));
    expect(decideSpending(waiting, question(), later('P5D'))).toEqual({ refused: 'asked-too-often', again: later('P7D') });
    expect(decideSpending(waiting, question(), later('P7D'))).toMatchObject({ may: 'ask' });
  });

  it('given five questions within a day, however they were answered, then no sixth', () => {
    const asked = [0, 1, 2, 3, 4].map((n) =>
      approval({ state: 'used', decidedAt: at, usedAt: at, askedAt: later(`PT${n}H`), offer: { ...pack, offerId: `pack-${n}` } }),
    );
    expect(decideSpending(asked, question(), later('PT20H'))).toEqual({ refused: 'asked-too-often', again: later('P1D') });
    expect(decideSpending(asked, question(), later('P1D'))).toMatchObject({ may: 'ask' });
  });
});

describe('a guardian', () => {
  it('answers what waits, once', () => {
    const yes = decideApproval(approval(), 'approved', at);
    expect(yes).toMatchObject({ state: 'approved', decidedAt: at });
    expect(decideApproval(approval(), 'declined', at)).toMatchObject({ state: 'declined', decidedAt: at });
    expect(decideApproval(approval({ state: 'declined', decidedAt: at }), 'approved', at)).toEqual({ refused: 'already-decided' });
    expect(decideApproval(approved(), 'approved', at)).toEqual({ refused: 'already-decided' });
  });

  it('takes a yes back as long as it was not used', () => {
    expect(decideApproval(approved(), 'declined', later('P1D'))).toMatchObject({ state: 'declined', decidedAt: later('P1D') });
    expect(decideApproval(approved({ state: 'used', usedAt: at }), 'declined', at)).toEqual({ refused: 'already-decided' });
  });

  it('answers nothing that has expired', () => {
    expect(decideApproval(approval(), 'approved', later('P7D'))).toEqual({ refused: 'already-decided' });
    expect(decideApproval(approved(), 'declined', later('P7D'))).toEqual({ refused: 'already-decided' });
  });
});
