import type { Id, Instant } from '@keepword/primitives';
import {
  balanceOf,
  type AccountState,
  type Entry,
  type Hold,
  type HoldEnding,
  type JournalTransaction,
  type Lot,
  type TransactionKind,
} from './account.js';

/** A decided movement before it has an identity and a place in the journal's storage. */
export type DecidedTransaction = Omit<JournalTransaction, 'id'>;

/** What a decision wants written, and the state that results; decisions thread it through {@link record}. */
export interface Books {
  readonly state: AccountState;
  readonly transactions: readonly DecidedTransaction[];
  readonly grantedLot: Lot | null;
  readonly openedHold: Hold | null;
  readonly endedHold: EndedHold | null;
}

export interface EndedHold {
  readonly holdId: Id;
  readonly endedAs: HoldEnding;
  readonly captured: number;
}

export interface Movement {
  readonly kind: TransactionKind;
  readonly at: Instant;
  readonly entries: readonly Entry[];
  readonly note: string;
  readonly holdId?: Id;
  readonly creationId?: Id | null;
}

export function openBooks(state: AccountState): Books {
  return { state, transactions: [], grantedLot: null, openedHold: null, endedHold: null };
}

/**
 * Writes a movement into the books.
 * @throws Error when the entries do not balance or an account would leave its range: both are mistakes of the deciding code, never of a caller
 */
export function record(books: Books, movement: Movement): Books {
  const state = post(books.state, movement.entries);
  const transaction: DecidedTransaction = {
    sequence: state.sequence,
    at: movement.at,
    kind: movement.kind,
    amount: balanceOf(state) - balanceOf(books.state),
    balance: balanceOf(state),
    held: state.held,
    holdId: movement.holdId ?? null,
    creationId: movement.creationId ?? null,
    note: movement.note,
    entries: movement.entries,
  };
  return { ...books, state, transactions: [...books.transactions, transaction] };
}

/** Adds a hold to the books that its credits were moved in. */
export function beginHold(books: Books, hold: Hold): Books {
  return { ...books, state: { ...books.state, holds: [...books.state.holds, hold] }, openedHold: hold };
}

/** Takes an ended hold off the books. */
export function finishHold(books: Books, endedHold: EndedHold): Books {
  const holds = books.state.holds.filter(({ id }) => id !== endedHold.holdId);
  return { ...books, state: { ...books.state, holds }, endedHold };
}

/** The state after one balanced set of entries. */
export function post(state: AccountState, entries: readonly Entry[]): AccountState {
  if (entries.length === 0 || entries.some((entry) => !Number.isSafeInteger(entry.amount) || entry.amount === 0)) {
    throw new Error('a journal transaction has entries of whole credits, none of them 0');
  }
  if (entries.reduce((sum, entry) => sum + entry.amount, 0) !== 0)
    throw new Error('the entries of a journal transaction do not sum to zero');
  const next = {
    ...state,
    sequence: state.sequence + 1,
    available: state.available + sumOn(entries, 'available'),
    held: state.held + sumOn(entries, 'held'),
    owed: state.owed - sumOn(entries, 'debt'),
    lots: state.lots.map((lot) => postToLot(lot, entries)),
  };
  if (next.available < 0 || next.held < 0 || next.owed < 0) throw new Error('a journal transaction would overdraw an account');
  return next;
}

function postToLot(lot: Lot, entries: readonly Entry[]): Lot {
  const own = entries.filter((entry) => entry.lotId === lot.id);
  if (own.length === 0) return lot;
  const next = {
    ...lot,
    remaining: lot.remaining + sumOn(own, 'available'),
    held: lot.held + sumOn(own, 'held'),
    expired: lot.expired + sumOn(own, 'expiry'),
    clawedBack: lot.clawedBack + sumOn(own, 'clawback'),
    owed: lot.owed - sumOn(own, 'debt'),
  };
  if (Math.min(next.remaining, next.held, next.expired, next.clawedBack, next.owed) < 0)
    throw new Error('a journal transaction would overdraw a lot');
  return next;
}

function sumOn(entries: readonly Entry[], account: Entry['account']): number {
  let sum = 0;
  for (const entry of entries) if (entry.account === account) sum += entry.amount;
  return sum;
}

export function entry(account: Entry['account'], lotId: Id, amount: number, claimLotId: Id | null = null): Entry {
  return { account, lotId, claimLotId, amount };
}

/** @throws Error when the store did not load a lot that the books name */
export function lotIn(state: AccountState, lotId: Id): Lot {
  const lot = state.lots.find((candidate) => candidate.id === lotId);
  if (!lot) throw new Error('the store loaded an account without a lot that its own books name');
  return lot;
}
