import type { Id, Instant } from '@keepword/primitives';
import type { AccountState, Entry, Lot } from './account.js';
import { hasExpired, takeInBurnOrder } from './burn-order.js';
import { entry, lotIn, post, record, type Books } from './books.js';

/**
 * Credits that come (back) into a lot first pay what is owed: the clawback of that very lot, and, unless the lot has
 * expired, those of other lots, oldest first. Returns the paying entries for `amount` arriving credits.
 */
export function payDebtOnArrival(state: AccountState, lotId: Id, amount: number, at: Instant): Entry[] {
  const arriving = lotIn(state, lotId);
  const owing = hasExpired(arriving, at)
    ? [arriving]
    : [arriving, ...state.lots.filter((lot) => lot.id !== lotId).toSorted((a, b) => a.grantedSequence - b.grantedSequence)];
  const entries: Entry[] = [];
  let left = amount;
  for (const claim of owing) {
    const paid = Math.min(claim.owed, left);
    if (paid > 0) entries.push(...payment(lotId, claim.id, paid));
    left -= paid;
  }
  return entries;
}

/**
 * Lets other paid lots pay what a clawback could not take from its own lot. The part that the lot's own open holds may
 * still bring back is left owed, so that a purchase is first of all paid back with its own credits.
 */
export function collectFromPaidLots(state: AccountState, at: Instant): Entry[] {
  const entries: Entry[] = [];
  let current = state;
  for (const claim of state.lots.toSorted((a, b) => a.grantedSequence - b.grantedSequence)) {
    const wanted = Math.max(0, claim.owed - claim.held);
    const payers = current.lots.filter((lot) => lot.id !== claim.id && mayPay(lot, at));
    const collected = takeInBurnOrder(payers, wanted).flatMap((part) => payment(part.lotId, claim.id, part.amount));
    if (collected.length === 0) continue;
    entries.push(...collected);
    current = post(current, collected);
  }
  return entries;
}

const mayPay = (lot: Lot, at: Instant) => lot.source === 'paid' && !hasExpired(lot, at);

function payment(payingLotId: Id, claimLotId: Id, amount: number): Entry[] {
  return [entry('available', payingLotId, -amount, claimLotId), entry('debt', claimLotId, amount)];
}

/** Expires what is available in lots whose time has come. Every command starts with it, so that no decision sees dead credits. */
export function expireDueLots(books: Books, at: Instant): Books {
  return books.state.lots
    .filter((lot) => lot.remaining > 0 && hasExpired(lot, at))
    .reduce((current, lot) => record(current, { kind: 'lot-expiry', at, entries: expiry(lot), note: 'expired' }), books);
}

const expiry = (lot: Lot): Entry[] => [entry('available', lot.id, -lot.remaining), entry('expiry', lot.id, lot.remaining)];
