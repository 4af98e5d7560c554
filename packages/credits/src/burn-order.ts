import type { Instant } from '@keepword/primitives';
import type { Lot, LotPart } from './account.js';

type BurnRank = Pick<Lot, 'priority' | 'expiresAt' | 'grantedSequence'>;

/** Which of two lots is spent first: lower priority, then earlier expiry (never last), then older. For `Array.sort`. */
export function burnsBefore(a: BurnRank, b: BurnRank): number {
  return a.priority - b.priority || expiryOrder(a) - expiryOrder(b) || a.grantedSequence - b.grantedSequence;
}

// Not Infinity: two lots that never expire must compare as equal, and Infinity - Infinity is NaN.
const expiryOrder = (lot: BurnRank) => lot.expiresAt?.getTime() ?? Number.MAX_SAFE_INTEGER;

export function hasExpired(lot: Lot, at: Instant): boolean {
  return lot.expiresAt !== null && lot.expiresAt.getTime() <= at.getTime();
}

/** Takes `amount` from the lots in burn order, as far as they reach; what they lack is for the caller to notice. */
export function takeInBurnOrder(lots: readonly Lot[], amount: number): LotPart[] {
  const parts: LotPart[] = [];
  let wanted = amount;
  for (const lot of lots.filter((candidate) => candidate.remaining > 0).toSorted(burnsBefore)) {
    if (wanted === 0) break;
    const taken = Math.min(lot.remaining, wanted);
    parts.push({ lotId: lot.id, amount: taken });
    wanted -= taken;
  }
  return parts;
}

export function sumOf(parts: readonly { readonly amount: number }[]): number {
  return parts.reduce((sum, part) => sum + part.amount, 0);
}
