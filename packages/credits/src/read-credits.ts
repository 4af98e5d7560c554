import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { LotSource, TransactionKind } from './account.js';
import { burnsBefore } from './burn-order.js';
import type { AccountSummary, CreditStore } from './credit-store.js';
import { expireLots } from './expire-lots.js';
import { CREDIT_LIMITS } from './limits.js';

export interface CreditBalance {
  /** Spendable credits; below 0 while a clawback is owed. */
  readonly available: number;
  /** Credits in open holds. */
  readonly held: number;
  /** In burn order. */
  readonly lots: readonly { readonly source: LotSource; readonly remaining: number; readonly expiresAt: Instant | null }[];
}

export interface StatementItem {
  readonly id: Id;
  readonly at: Instant;
  readonly kind: TransactionKind;
  /** Change of the available balance: a hold takes, its release gives back, a capture gives back what was not spent. */
  readonly amount: number;
  /** The available balance after it. */
  readonly balance: number;
  readonly creationId?: Id;
  readonly note: string;
}

export interface StatementPage {
  readonly items: readonly StatementItem[];
  /** Give it back for the next, older page; null at the end. */
  readonly nextCursor: string | null;
}

/** Expires first what is due, so that no reader is shown credits that can no longer be spent. Zero for a person never seen. */
export async function balance(store: CreditStore, uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<CreditBalance> {
  const { available, owed, held, lots } = await settledSummary(store, uow, subjectId, at);
  const inOrder = lots.toSorted(burnsBefore).map(({ source, remaining, expiresAt }) => ({ source, remaining, expiresAt }));
  return { available: available - owed, held, lots: inOrder };
}

/**
 * One page, newest first. The amounts of all pages sum to {@link CreditBalance.available}: like {@link balance} the first
 * page expires first what is due.
 * @param page.limit 1 to 100
 * @throws RangeError when the limit is out of range or the cursor was not made here
 */
export async function statementPage(
  store: CreditStore,
  uow: UnitOfWork,
  subjectId: SubjectId,
  page: { readonly cursor: string | null; readonly limit: number },
  at: Instant,
): Promise<StatementPage> {
  const { cursor, limit } = page;
  if (!Number.isInteger(limit) || limit < 1 || limit > CREDIT_LIMITS.statementPage) {
    throw new RangeError(`a statement page has 1 to ${CREDIT_LIMITS.statementPage} items, asked for ${limit}`);
  }
  const before = cursor === null ? null : readCursor(cursor);
  if (before === null) await settledSummary(store, uow, subjectId, at);
  const lines = await store.statement(uow, subjectId, { before, limit: limit + 1 });
  const shown = lines.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(({ sequence: _, creationId, ...item }) => ({ ...item, ...(creationId === null ? {} : { creationId }) })),
    nextCursor: lines.length > limit && last ? last.sequence.toString(36) : null,
  };
}

async function settledSummary(store: CreditStore, uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<AccountSummary> {
  const summary = await store.summary(uow, subjectId);
  const due = summary.lots.some(({ expiresAt }) => expiresAt !== null && expiresAt.getTime() <= at.getTime());
  if (!due) return summary;
  await expireLots(store, uow, { subjectId }, at);
  return store.summary(uow, subjectId);
}

/** Whether this is written like a `nextCursor` of {@link statementPage}: what a caller sent is asked before it is used. */
export function isStatementCursor(cursor: string): boolean {
  return sequenceOf(cursor) !== null;
}

function readCursor(cursor: string): number {
  const sequence = sequenceOf(cursor);
  if (sequence === null) throw new RangeError('not a cursor of a credit statement');
  return sequence;
}

function sequenceOf(cursor: string): number | null {
  const sequence = /^[0-9a-z]{1,11}$/.test(cursor) ? Number.parseInt(cursor, 36) : 0;
  return Number.isSafeInteger(sequence) && sequence > 0 ? sequence : null;
}
