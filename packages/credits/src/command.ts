import { createHash } from 'node:crypto';
import { isRefusal, newId, refuse, type Instant, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import type { Books } from './books.js';
import type { AccountQuery, CreditStore, LoadedAccount, RecordedCommand } from './credit-store.js';
import { CREDIT_LIMITS } from './limits.js';

export const idShape = z.uuid();
export const keyShape = z.string().min(1).max(CREDIT_LIMITS.key);
export const referenceShape = z.string().min(1).max(CREDIT_LIMITS.reference);
export const noteShape = z.string().max(CREDIT_LIMITS.note);

/** The key was used before, for a command that said something else. */
export type IdempotencyConflict = Refusal<'idempotency-conflict'>;
export type AmountOutOfRange = Refusal<'amount-out-of-range', { min: number; max: number; asked: number }>;

/** What a carried-out command answers. */
export type Done<Outcome> = Outcome & {
  /** The stored answer of an earlier command with this key: nothing was written now. */
  readonly replayed: boolean;
};

/** What a pure decision comes to when it does not refuse. */
export interface Decision<Outcome> {
  readonly books: Books;
  /** Plain JSON: it is stored, and replayed to whoever repeats the command. */
  readonly outcome: Outcome;
}

export interface Command {
  readonly subjectId: string;
  readonly key: string;
}

export function checkAmount(asked: number): AmountOutOfRange | null {
  const max = CREDIT_LIMITS.amountPerCommand;
  return Number.isSafeInteger(asked) && asked >= 1 && asked <= max ? null : refuse('amount-out-of-range', { min: 1, max, asked });
}

/**
 * Load, decide, save. A key that was used before answers with the stored outcome when the command is the same one, and
 * refuses otherwise. Refusals write nothing and are not remembered, so the same key may succeed later.
 */
export async function carryOut<Outcome extends object, No extends Refusal>(
  ports: { readonly store: CreditStore; readonly uow: UnitOfWork; readonly at: Instant },
  command: Command,
  also: Omit<AccountQuery, 'subjectId' | 'key'> & { readonly name: string },
  decide: (account: LoadedAccount) => Decision<Outcome> | No,
): Promise<Done<Outcome> | No | IdempotencyConflict> {
  const { name, ...query } = also;
  const digest = digestOf(name, command);
  return untilSettled(async () => {
    const account = await ports.store.load(ports.uow, { subjectId: command.subjectId, key: command.key, ...query });
    if (account.recorded) return replay<Outcome>(account.recorded, digest);
    const decision = decide(account);
    if (isRefusal(decision)) return decision;
    const { books, outcome } = decision;
    const written = await save(ports, account, books, { key: command.key, digest, outcome });
    return written === 'recorded' ? { ...outcome, replayed: false } : null;
  });
}

/** Writes decided books; also for sweeps, which have no key and store no outcome. */
export function save(
  { store, uow, at }: { readonly store: CreditStore; readonly uow: UnitOfWork; readonly at: Instant },
  decidedOn: LoadedAccount,
  books: Books,
  command: ({ readonly key: string } & RecordedCommand) | null,
): Promise<'recorded' | 'moved-on'> {
  return store.append(uow, {
    subjectId: books.state.subjectId,
    decidedOn: decidedOn.state.sequence,
    state: books.state,
    transactions: books.transactions.map((transaction) => ({ ...transaction, id: newId(at) })),
    command,
    grantedLot: books.grantedLot,
    openedHold: books.openedHold,
    endedHold: books.endedHold,
  });
}

/** Decides again when the books moved on meanwhile. A store that locks needs one attempt, one that does not may need more. */
export async function untilSettled<T>(attempt: () => Promise<T | null>): Promise<T> {
  for (let attempts = 0; attempts < 100; attempts += 1) {
    const settled = await attempt();
    if (settled !== null) return settled;
  }
  throw new Error('the books of one account moved on 100 times while a command was being decided');
}

function replay<Outcome>(recorded: RecordedCommand, digest: string): Done<Outcome> | IdempotencyConflict {
  if (recorded.digest !== digest) return refuse('idempotency-conflict');
  return { ...(recorded.outcome as Outcome), replayed: true };
}

/**
 * Same command, same digest, whatever order its fields were written in. Instants and notes do not count: whoever repeats a
 * command some seconds later works out «in half an hour» anew and still means the same.
 */
function digestOf(name: string, command: Command): string {
  const fields = Object.entries(command).filter(([field, value]) => value !== undefined && field !== 'note' && !field.endsWith('At'));
  const canonical = JSON.stringify([name, fields.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
  return createHash('sha256').update(canonical).digest('base64url');
}
