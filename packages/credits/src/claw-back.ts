import { isRefusal, refuse, type Id, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import { balanceOf, type Entry, type Lot, type Settlement } from './account.js';
import { collectFromPaidLots, expireDueLots, payDebtOnArrival } from './arrival.js';
import { entry, openBooks, post, record } from './books.js';
import {
  carryOut,
  checkAmount,
  idShape,
  keyShape,
  noteShape,
  referenceShape,
  type AmountOutOfRange,
  type Decision,
  type Done,
  type IdempotencyConflict,
} from './command.js';
import type { CreditStore, LoadedAccount } from './credit-store.js';

/** Takes back (part of) a grant, because the payment behind it was refunded or is disputed; also when it is spent. */
export interface ClawBack {
  readonly subjectId: Id;
  /** For example `clawback:<refundId>`. */
  readonly key: string;
  /** The reference that the grant was given. */
  readonly reference: string;
  /** Credits, 1 to what of the grant is not clawed back yet. */
  readonly amount: number;
  readonly note?: string;
}

/** Undoes (part of) the clawback of a grant, for example after a dispute was won. */
export interface RestoreClawback extends ClawBack {}

export interface ClawbackDone {
  readonly lotId: Id;
  readonly amount: number;
  /** Below 0 when what was taken back had been spent. */
  readonly balance: number;
  readonly owed: number;
}

export type ClawbackRefusal = AmountOutOfRange | Refusal<'unknown-grant'> | Refusal<'exceeds-grant', { clawable: number; asked: number }>;
export type RestoreRefusal =
  | AmountOutOfRange
  | Refusal<'unknown-grant'>
  | Refusal<'exceeds-clawback', { clawedBack: number; asked: number }>;

const shape = z.object({ subjectId: idShape, key: keyShape, reference: referenceShape, note: noteShape.optional() });

/** @throws ZodError when an id, key or text of the command is malformed */
export function clawBack(
  store: CreditStore,
  uow: UnitOfWork,
  command: ClawBack,
  at: Instant,
): Promise<Done<ClawbackDone> | ClawbackRefusal | IdempotencyConflict> {
  shape.parse(command);
  const also = { name: 'clawback', reference: command.reference };
  return carryOut<ClawbackDone, ClawbackRefusal>({ store, uow, at }, command, also, (account) => decideClawBack(command, account, at));
}

/** @throws ZodError when an id, key or text of the command is malformed */
export function restoreClawback(
  store: CreditStore,
  uow: UnitOfWork,
  command: RestoreClawback,
  at: Instant,
): Promise<Done<ClawbackDone> | RestoreRefusal | IdempotencyConflict> {
  shape.parse(command);
  const also = { name: 'clawback-restored', reference: command.reference, settlements: true };
  return carryOut<ClawbackDone, RestoreRefusal>({ store, uow, at }, command, also, (account) => decideRestore(command, account, at));
}

/**
 * Paid for, in this order: by what remains in the lot; by what of it had expired (nobody had the good of that); by other
 * paid lots; by a debt. What the lot's own open holds may still bring back is left as debt until they end.
 */
export function decideClawBack(command: ClawBack, { state }: LoadedAccount, at: Instant): Decision<ClawbackDone> | ClawbackRefusal {
  const outOfRange = checkAmount(command.amount);
  if (isRefusal(outOfRange)) return outOfRange;
  const swept = expireDueLots(openBooks(state), at);
  const lot = swept.state.lots.find((candidate) => candidate.reference === command.reference);
  if (!lot) return refuse('unknown-grant');
  const clawable = lot.amount - lot.clawedBack;
  if (command.amount > clawable) return refuse('exceeds-grant', { clawable, asked: command.amount });

  const fromRemaining = Math.min(lot.remaining, command.amount);
  const fromExpired = Math.min(lot.expired, command.amount - fromRemaining);
  const owed = command.amount - fromRemaining - fromExpired;
  const taken = [
    entry('clawback', lot.id, command.amount),
    entry('available', lot.id, -fromRemaining, lot.id),
    entry('expiry', lot.id, -fromExpired, lot.id),
    entry('debt', lot.id, -owed),
  ].filter(({ amount }) => amount !== 0);
  const entries = [...taken, ...collectFromPaidLots(post(swept.state, taken), at)];
  const books = record(swept, { kind: 'clawback', at, entries, note: command.note ?? 'payment taken back' });
  return { books, outcome: { lotId: lot.id, amount: command.amount, balance: balanceOf(books.state), owed: books.state.owed } };
}

/** What is still owed is forgiven first; the rest goes back to the very lots that paid, those of other grants before its own. */
export function decideRestore(
  command: RestoreClawback,
  { state, settlements }: LoadedAccount,
  at: Instant,
): Decision<ClawbackDone> | RestoreRefusal {
  const outOfRange = checkAmount(command.amount);
  if (isRefusal(outOfRange)) return outOfRange;
  const swept = expireDueLots(openBooks(state), at);
  const lot = swept.state.lots.find((candidate) => candidate.reference === command.reference);
  if (!lot) return refuse('unknown-grant');
  if (command.amount > lot.clawedBack) return refuse('exceeds-clawback', { clawedBack: lot.clawedBack, asked: command.amount });

  const forgiven = Math.min(lot.owed, command.amount);
  const entries: Entry[] = [entry('clawback', lot.id, -command.amount)];
  if (forgiven > 0) entries.push(entry('debt', lot.id, forgiven));
  const returned = returnedParts(lot, settlements, command.amount - forgiven);
  entries.push(...returned.map((part) => entry(part.account, part.lotId, part.amount, lot.id)));
  let after = post(swept.state, entries);
  for (const part of returned.filter(({ account }) => account === 'available')) {
    const payments = payDebtOnArrival(after, part.lotId, part.amount, at);
    if (payments.length > 0) after = post(after, payments);
    entries.push(...payments);
  }
  const recorded = record(swept, { kind: 'clawback-restored', at, entries, note: command.note ?? 'payment confirmed again' });
  const books = expireDueLots(recorded, at);
  return { books, outcome: { lotId: lot.id, amount: command.amount, balance: balanceOf(books.state), owed: books.state.owed } };
}

function returnedParts(lot: Lot, settlements: readonly Settlement[], amount: number): Settlement[] {
  const rank = (part: Settlement) => (part.account === 'expiry' ? 2 : part.lotId === lot.id ? 1 : 0);
  const parts: Settlement[] = [];
  let wanted = amount;
  for (const settlement of settlements.toSorted((a, b) => rank(a) - rank(b))) {
    const returned = Math.min(settlement.amount, wanted);
    if (returned > 0) parts.push({ ...settlement, amount: returned });
    wanted -= returned;
  }
  if (wanted !== 0) throw new Error('the store did not load everything that paid for a clawback');
  return parts;
}
