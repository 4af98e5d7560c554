import { isRefusal, newId, refuse, type Id, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import { balanceOf, type Hold } from './account.js';
import { expireDueLots } from './arrival.js';
import { beginHold, entry, openBooks, record } from './books.js';
import { takeInBurnOrder } from './burn-order.js';
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

/** Reserves credits for something that is about to be made. */
export interface HoldCredits {
  readonly subjectId: Id;
  /** For example `hold:<creationId>`. */
  readonly key: string;
  /** The hold's own id, where the caller has one to find it by again; made here when left out. */
  readonly holdId?: Id;
  /** Credits, 1 to 10,000,000. */
  readonly amount: number;
  /** What the credits are for, shown on the statement. */
  readonly creationId: Id | null;
  /** From then on a sweep may end the hold and give the credits back. */
  readonly expiresAt: Instant;
  readonly note?: string;
}

export interface CreditsHeld {
  /** What capture and release name. */
  readonly holdId: Id;
  readonly amount: number;
  readonly balance: number;
  /** Credits in open holds, this one included. */
  readonly held: number;
}

export type InsufficientCredits = Refusal<'insufficient-credits', { available: number; asked: number }>;
/** A payment was taken back after its credits had been spent; `owed` credits must come in first. */
export type InDebt = Refusal<'in-debt', { owed: number }>;
export type HoldRefusal = AmountOutOfRange | InsufficientCredits | InDebt | Refusal<'expiry-in-past'>;

const shape = z.object({
  subjectId: idShape,
  key: keyShape,
  holdId: idShape.optional(),
  creationId: idShape.nullable(),
  expiresAt: z.date(),
  note: noteShape.optional(),
});

/** @throws ZodError when an id, key or text of the command is malformed */
export function holdCredits(
  store: CreditStore,
  uow: UnitOfWork,
  command: HoldCredits,
  at: Instant,
): Promise<Done<CreditsHeld> | HoldRefusal | IdempotencyConflict> {
  shape.parse(command);
  return carryOut<CreditsHeld, HoldRefusal>({ store, uow, at }, command, { name: 'hold' }, (account) =>
    decideHold(command, account, command.holdId ?? newId(at), at),
  );
}

export function decideHold(command: HoldCredits, { state }: LoadedAccount, holdId: Id, at: Instant): Decision<CreditsHeld> | HoldRefusal {
  const { amount, creationId, expiresAt } = command;
  const outOfRange = checkAmount(amount);
  if (isRefusal(outOfRange)) return outOfRange;
  if (expiresAt.getTime() <= at.getTime()) return refuse('expiry-in-past');
  const swept = expireDueLots(openBooks(state), at);
  if (swept.state.owed > 0) return refuse('in-debt', { owed: swept.state.owed });
  if (swept.state.available < amount) return refuse('insufficient-credits', { available: swept.state.available, asked: amount });

  const parts = takeInBurnOrder(swept.state.lots, amount);
  const entries = parts.flatMap((part) => [entry('available', part.lotId, -part.amount), entry('held', part.lotId, part.amount)]);
  const note = command.note ?? 'reserved';
  const hold: Hold = { id: holdId, amount, creationId, expiresAt, endedAs: null, parts };
  const books = beginHold(record(swept, { kind: 'hold', at, entries, note, holdId, creationId }), hold);
  return { books, outcome: { holdId, amount, balance: balanceOf(books.state), held: books.state.held } };
}
