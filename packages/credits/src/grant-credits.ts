import { isRefusal, newId, refuse, type Id, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import { balanceOf, isOpen, type Lot, type LotSource } from './account.js';
import { expireDueLots, payDebtOnArrival } from './arrival.js';
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
import { CREDIT_LIMITS } from './limits.js';

/** Gives a person credits as a new lot. */
export interface GrantCredits {
  readonly subjectId: Id;
  /** For example `grant:<purchaseId>`. */
  readonly key: string;
  /** Credits, 1 to 10,000,000. */
  readonly amount: number;
  readonly source: LotSource;
  /** From then on the unspent part is gone; null keeps it for ever. */
  readonly expiresAt: Instant | null;
  /** Lower burns first, -1,000 to 1,000; 0 when left out. */
  readonly priority?: number;
  /** What a clawback will name, such as the purchase's id; unique per person. */
  readonly reference?: string;
  /** Shown on the statement, at most 200 characters. */
  readonly note?: string;
}

export interface CreditsGranted {
  readonly lotId: Id;
  readonly amount: number;
  /** The part that paid an older debt. */
  readonly paidDebt: number;
  readonly balance: number;
}

export type GrantRefusal =
  | AmountOutOfRange
  | Refusal<'expiry-in-past'>
  | Refusal<'reference-taken'>
  | Refusal<'too-many-lots', { max: number }>;

const shape = z.object({
  subjectId: idShape,
  key: keyShape,
  source: z.enum(['paid', 'promotional', 'subscription']),
  expiresAt: z.date().nullable(),
  priority: z.int().min(-1_000).max(1_000).optional(),
  reference: referenceShape.optional(),
  note: noteShape.optional(),
});

/** @throws ZodError when an id, key, source or text of the command is malformed */
export function grantCredits(
  store: CreditStore,
  uow: UnitOfWork,
  command: GrantCredits,
  at: Instant,
): Promise<Done<CreditsGranted> | GrantRefusal | IdempotencyConflict> {
  shape.parse(command);
  const also = { name: 'grant', ...(command.reference === undefined ? {} : { reference: command.reference }) };
  return carryOut<CreditsGranted, GrantRefusal>({ store, uow, at }, command, also, (account) =>
    decideGrant(command, account, newId(at), at),
  );
}

export function decideGrant(
  command: GrantCredits,
  { state }: LoadedAccount,
  lotId: Id,
  at: Instant,
): Decision<CreditsGranted> | GrantRefusal {
  const { amount, source, expiresAt, priority = 0, reference = null } = command;
  const outOfRange = checkAmount(amount);
  if (isRefusal(outOfRange)) return outOfRange;
  if (expiresAt !== null && expiresAt.getTime() <= at.getTime()) return refuse('expiry-in-past');
  if (reference !== null && state.lots.some((lot) => lot.reference === reference)) return refuse('reference-taken');
  if (state.lots.filter(isOpen).length >= CREDIT_LIMITS.openLots) {
    return refuse('too-many-lots', { max: CREDIT_LIMITS.openLots });
  }

  const swept = expireDueLots(openBooks(state), at);
  const fresh = { remaining: 0, held: 0, expired: 0, clawedBack: 0, owed: 0 };
  const lot: Lot = { id: lotId, source, reference, amount, priority, expiresAt, ...fresh, grantedSequence: swept.state.sequence + 1 };
  const opened = { ...swept, state: { ...swept.state, lots: [...swept.state.lots, lot] }, grantedLot: lot };
  const arrival = [entry('issuance', lotId, -amount), entry('available', lotId, amount)];
  const payments = payDebtOnArrival(post(opened.state, arrival), lotId, amount, at);
  const books = record(opened, { kind: 'grant', at, entries: [...arrival, ...payments], note: command.note ?? `${source} credits` });
  const paidDebt = state.owed - books.state.owed;
  return { books, outcome: { lotId, amount, paidDebt, balance: balanceOf(books.state) } };
}
