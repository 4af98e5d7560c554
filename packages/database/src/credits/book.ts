import { isOpen, type AccountState, type Hold, type Lot } from '@keepword/credits';
import type { Instant } from '@keepword/primitives';

type LotInBook = Omit<Lot, 'expiresAt'> & { readonly expiresAt: number | null };
type HoldInBook = Pick<Hold, 'id' | 'amount' | 'creationId' | 'parts'> & { readonly expiresAt: number };

/** The column `credit_accounts.book`. Instants are milliseconds since 1970: PostgreSQL compares them without reading a date. */
export interface Book {
  readonly lots: readonly LotInBook[];
  readonly holds: readonly HoldInBook[];
}

/** @throws Error when balances and lots do not agree: a mistake of the deciding code, which must not be written */
export function bookOf(state: AccountState): Book {
  requireSound(state);
  const { lots, holds } = state;
  return {
    lots: lots.filter(isOpen).map((lot) => ({ ...lot, expiresAt: lot.expiresAt?.getTime() ?? null })),
    holds: holds.map(({ id, amount, creationId, expiresAt, parts }) => ({ id, amount, creationId, expiresAt: expiresAt.getTime(), parts })),
  };
}

export function lotsIn({ lots }: Book): Lot[] {
  return lots.map((lot) => ({ ...lot, expiresAt: lot.expiresAt === null ? null : new Date(lot.expiresAt) }));
}

export function holdsIn({ holds }: Book): Hold[] {
  return holds.map((hold) => ({ ...hold, expiresAt: new Date(hold.expiresAt), endedAs: null }));
}

/**
 * Nothing is decided on books that do not add up, and none are written: what is available, held and owed is the sum over the lots, no lot
 * is overdrawn, and what is held is in open holds. Here and not in a constraint, where it would be a tenth of a movement's cost.
 */
export function requireSound({ available, held, owed, lots, holds }: AccountState): void {
  const left = { available, held, owed, inHolds: held };
  for (const lot of lots) {
    const spent = lot.amount - lot.remaining - lot.held - lot.expired;
    if (Math.min(lot.remaining, lot.held, lot.expired, lot.owed, lot.clawedBack - lot.owed, lot.amount - lot.clawedBack, spent) < 0)
      throw new Error('a lot of these credit books is overdrawn');
    left.available -= lot.remaining;
    left.held -= lot.held;
    left.owed -= lot.owed;
  }
  for (const { amount } of holds) left.inHolds -= amount;
  if (left.available !== 0 || left.held !== 0 || left.owed !== 0 || left.inHolds !== 0) throw new Error('these credit books do not add up');
}

/** The first instant at which something in a book expires; null when nothing does. */
export function nextDueOf({ lots, holds }: Book): Instant | null {
  let next = Number.POSITIVE_INFINITY;
  for (const { remaining, expiresAt } of lots) if (remaining > 0 && expiresAt !== null && expiresAt < next) next = expiresAt;
  for (const { expiresAt } of holds) if (expiresAt < next) next = expiresAt;
  return Number.isFinite(next) ? new Date(next) : null;
}
