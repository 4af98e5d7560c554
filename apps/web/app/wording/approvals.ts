import type { SpendApproval } from '@keepword/contracts';
import { price, wholeNumber } from './amounts.js';
import { dayInWords } from './time.js';

/** «500 credits for $9.00», «300 credits a month for $10.00 a month». */
export function askedInWords({ credits, amountMinor, currency, interval }: SpendApproval): string {
  const often = interval === null ? '' : ' a month';
  return `${wholeNumber(credits)} credits${often} for ${price(amountMinor, currency)}${often}`;
}

/** What became of it, in a few words. @param reader who reads: the guardian, or the young person */
export function standingInWords(approval: SpendApproval, reader: 'guardian' | 'minor'): string {
  const { state, decidedAt, countsUntil, askedAt } = approval;
  const until = countsUntil === null ? '' : dayInWords(countsUntil);
  switch (state) {
    case 'waiting':
      return reader === 'guardian' ? `Without an answer it ends on ${until}` : `Waits for your guardian until ${until}`;
    case 'approved':
      return `Approved: can be bought once until ${until}`;
    case 'declined':
      return `Declined on ${dayInWords(decidedAt ?? askedAt)}`;
    case 'used':
      return `Approved on ${dayInWords(decidedAt ?? askedAt)}, and used`;
    case 'expired':
      return decidedAt === null ? 'Ended without an answer' : 'Approved, and not used in time';
  }
}
