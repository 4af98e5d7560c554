import type { SpendApproval } from '@keepword/contracts';
import { askedInWords, standingInWords } from './approvals.js';

const asked: SpendApproval = {
  id: '019b0000-0000-7000-8000-000000000000',
  offerId: 'pack-500',
  credits: 1_500,
  amountMinor: 900,
  currency: 'usd',
  interval: null,
  state: 'waiting',
  askedAt: '2026-03-01T08:00:00Z',
  decidedAt: null,
  countsUntil: '2026-03-08T08:00:00Z',
};

describe('what a guardian is asked', () => {
  it('says once or every month', () => {
    expect(askedInWords(asked)).toBe('1,500 credits for $9.00');
    expect(askedInWords({ ...asked, interval: 'month' })).toBe('1,500 credits a month for $9.00 a month');
  });

  it('says who is waited for, and until when', () => {
    expect(standingInWords(asked, 'guardian')).toBe('Without an answer it ends on 8 March 2026');
    expect(standingInWords(asked, 'minor')).toBe('Waits for your guardian until 8 March 2026');
  });

  it('tells a question without an answer from an answer that was not used', () => {
    const over = { ...asked, state: 'expired', countsUntil: null } as const;
    expect(standingInWords(over, 'minor')).toBe('Ended without an answer');
    expect(standingInWords({ ...over, decidedAt: '2026-03-02T08:00:00Z' }, 'minor')).toBe('Approved, and not used in time');
  });
});
