import { isRefusal, refuse, type Id, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import { balanceOf, type Entry, type Hold, type HoldEnding, type LotPart } from './account.js';
import { collectFromPaidLots, expireDueLots, payDebtOnArrival } from './arrival.js';
import { sumOf } from './burn-order.js';
import { entry, finishHold, openBooks, post, record, type Books } from './books.js';
import {
  carryOut,
  checkAmount,
  idShape,
  keyShape,
  noteShape,
  type AmountOutOfRange,
  type Decision,
  type Done,
  type IdempotencyConflict,
} from './command.js';
import type { CreditStore, LoadedAccount } from './credit-store.js';

/** Spends a hold's credits, all or some; what is not spent goes back to the very lots it came from. */
export interface CaptureHold {
  readonly subjectId: Id;
  /** For example `capture:<creationId>`. */
  readonly key: string;
  readonly holdId: Id;
  /** Credits, 1 to the hold's amount. To spend nothing, release. */
  readonly amount: number;
  readonly note?: string;
}

/** Gives all of a hold's credits back. */
export interface ReleaseHold {
  readonly subjectId: Id;
  /** For example `release:<creationId>`. */
  readonly key: string;
  readonly holdId: Id;
  readonly note?: string;
}

/** Ends a hold that nobody ended in time. */
export interface ExpireHold {
  readonly subjectId: Id;
  readonly holdId: Id;
}

export interface HoldEnded {
  readonly holdId: Id;
  /** Credits spent. */
  readonly captured: number;
  /** Credits given back. */
  readonly released: number;
  readonly balance: number;
  /** Credits in holds that are still open. */
  readonly held: number;
}

export type EndRefusal = Refusal<'unknown-hold'> | Refusal<'hold-ended', { endedAs: HoldEnding }>;
export type CaptureRefusal = EndRefusal | AmountOutOfRange | Refusal<'exceeds-hold', { held: number; asked: number }>;
export type ExpireHoldRefusal = EndRefusal | Refusal<'hold-not-due', { expiresAt: Instant }>;

const shape = z.object({ subjectId: idShape, holdId: idShape, key: keyShape, note: noteShape.optional() });

/** @throws ZodError when an id, key or text of the command is malformed */
export function captureHold(
  store: CreditStore,
  uow: UnitOfWork,
  command: CaptureHold,
  at: Instant,
): Promise<Done<HoldEnded> | CaptureRefusal | IdempotencyConflict> {
  shape.parse(command);
  const also = { name: 'capture', holdId: command.holdId };
  return carryOut<HoldEnded, CaptureRefusal>({ store, uow, at }, command, also, (account) => decideCapture(command, account, at));
}

/** @throws ZodError when an id, key or text of the command is malformed */
export function releaseHold(
  store: CreditStore,
  uow: UnitOfWork,
  command: ReleaseHold,
  at: Instant,
): Promise<Done<HoldEnded> | EndRefusal | IdempotencyConflict> {
  shape.parse(command);
  const also = { name: 'release', holdId: command.holdId };
  return carryOut<HoldEnded, EndRefusal>({ store, uow, at }, command, also, (account) => decideRelease(command, account, at));
}

/** Its key is the hold itself: expiring twice is one expiry. @throws ZodError when an id is malformed */
export function expireHold(
  store: CreditStore,
  uow: UnitOfWork,
  command: ExpireHold,
  at: Instant,
): Promise<Done<HoldEnded> | ExpireHoldRefusal | IdempotencyConflict> {
  const keyed = { ...command, key: `hold-expiry:${command.holdId}` };
  shape.parse(keyed);
  const also = { name: 'hold-expiry', holdId: command.holdId };
  return carryOut<HoldEnded, ExpireHoldRefusal>({ store, uow, at }, keyed, also, (account) => decideHoldExpiry(account, at));
}

export function decideCapture(command: CaptureHold, account: LoadedAccount, at: Instant): Decision<HoldEnded> | CaptureRefusal {
  const outOfRange = checkAmount(command.amount);
  if (isRefusal(outOfRange)) return outOfRange;
  const hold = openHoldOf(account);
  if (isRefusal(hold)) return hold;
  if (command.amount > hold.amount) return refuse('exceeds-hold', { held: hold.amount, asked: command.amount });
  const note = command.note ?? `${command.amount} of ${hold.amount} reserved credits spent`;
  return endHold(account, hold, { as: 'capture', captured: command.amount, note }, at);
}

export function decideRelease(command: ReleaseHold, account: LoadedAccount, at: Instant): Decision<HoldEnded> | EndRefusal {
  const hold = openHoldOf(account);
  if (isRefusal(hold)) return hold;
  return endHold(account, hold, { as: 'release', captured: 0, note: command.note ?? 'nothing spent, reservation given back' }, at);
}

export function decideHoldExpiry(account: LoadedAccount, at: Instant): Decision<HoldEnded> | ExpireHoldRefusal {
  const hold = openHoldOf(account);
  if (isRefusal(hold)) return hold;
  if (hold.expiresAt.getTime() > at.getTime()) return refuse('hold-not-due', { expiresAt: hold.expiresAt });
  return endHold(account, hold, { as: 'hold-expiry', captured: 0, note: 'not used in time, reservation given back' }, at);
}

function openHoldOf({ hold }: LoadedAccount): Hold | EndRefusal {
  if (!hold) return refuse('unknown-hold');
  return hold.endedAs === null ? hold : refuse('hold-ended', { endedAs: hold.endedAs });
}

function endHold(
  account: LoadedAccount,
  hold: Hold,
  ending: { readonly as: HoldEnding; readonly captured: number; readonly note: string },
  at: Instant,
): Decision<HoldEnded> {
  const swept = expireDueLots(openBooks(account.state), at);
  const { spent, back } = splitInBurnOrder(hold.parts, ending.captured);
  const consumed = spent.flatMap((part) => [entry('held', part.lotId, -part.amount), entry('consumption', part.lotId, part.amount)]);
  const entries = settleAll(swept, consumed, back, at);
  const movement = { kind: ending.as, at, entries, note: ending.note, holdId: hold.id, creationId: hold.creationId };
  // Credits that went back into a lot which has expired meanwhile expire at once, as a line of their own.
  const settled = expireDueLots(record(swept, movement), at);
  const books = finishHold(settled, { holdId: hold.id, endedAs: ending.as, captured: ending.captured });
  const released = sumOf(back);
  const { state } = books;
  return { books, outcome: { holdId: hold.id, captured: ending.captured, released, balance: balanceOf(state), held: state.held } };
}

/** The spent part burns first lots first, so what goes back is what would have burned last. */
function splitInBurnOrder(parts: readonly LotPart[], captured: number): { spent: LotPart[]; back: LotPart[] } {
  const spent: LotPart[] = [];
  const back: LotPart[] = [];
  let wanted = captured;
  for (const { lotId, amount } of parts) {
    const taken = Math.min(amount, wanted);
    if (taken > 0) spent.push({ lotId, amount: taken });
    if (amount > taken) back.push({ lotId, amount: amount - taken });
    wanted -= taken;
  }
  return { spent, back };
}

/** Gives each part back to its lot, lets it pay what is owed there, and lets other paid lots pay what now surely stays owed. */
function settleAll(books: Books, consumed: readonly Entry[], back: readonly LotPart[], at: Instant): Entry[] {
  const entries: Entry[] = [...consumed];
  let state = consumed.length > 0 ? post(books.state, consumed) : books.state;
  const add = (more: readonly Entry[]) => {
    if (more.length === 0) return;
    entries.push(...more);
    state = post(state, more);
  };
  for (const part of back) {
    add([entry('held', part.lotId, -part.amount), entry('available', part.lotId, part.amount)]);
    add(payDebtOnArrival(state, part.lotId, part.amount, at));
  }
  if (state.owed > 0) add(collectFromPaidLots(state, at));
  return entries;
}
