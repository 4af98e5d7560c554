import { csvLine, type Instant, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import type { CreditStore } from './credit-store.js';
import { CREDIT_LIMITS } from './limits.js';
import { statementPage, type StatementItem, type StatementPage } from './read-credits.js';

/** Runs `work` in a unit of work of its own that may see the person's books. */
export type InUnitOfWork = <T>(work: (uow: UnitOfWork) => Promise<T>) => Promise<T>;

/**
 * The whole statement as CSV (RFC 4180, newest first, with a heading), some lines at a time. Each page is read in a short
 * unit of work of its own; since the journal only grows at its new end, together they are the statement as it was when the first was read.
 */
export async function* statementCsv(
  store: CreditStore,
  inUnitOfWork: InUnitOfWork,
  subjectId: SubjectId,
  at: Instant,
): AsyncIterable<string> {
  yield 'id,at,kind,amount,balance,creationId,note\r\n';
  let cursor: string | null = null;
  do {
    const from: string | null = cursor;
    const page: StatementPage = await inUnitOfWork((uow) =>
      statementPage(store, uow, subjectId, { cursor: from, limit: CREDIT_LIMITS.statementPage }, at),
    );
    if (page.items.length > 0) yield page.items.map((item) => csvLine(cellsOf(item))).join('');
    cursor = page.nextCursor;
  } while (cursor !== null);
}

const cellsOf = ({ id, at, kind, amount, balance, creationId, note }: StatementItem) => [
  id,
  at.toISOString(),
  kind,
  amount,
  balance,
  creationId ?? null,
  note,
];
