import type { UnitOfWork } from '@keepword/primitives';
import type { BooksReport, CreditStore } from './credit-store.js';

export interface BooksVerified extends BooksReport {
  /** Every entry sums to zero, and lots, account rows, statement lines and holds agree with the entries. */
  readonly balanced: boolean;
}

/** Recomputes everybody's books from their entries. @param uow one that may cross subjects */
export async function verifyBooks(store: CreditStore, uow: UnitOfWork): Promise<BooksVerified> {
  const report = await store.auditBooks(uow);
  const { entriesSum, unbalancedTransactions, accountsOff, lotsOff, statementLinesOff, holdsOff } = report;
  const faults = [entriesSum, unbalancedTransactions, accountsOff, lotsOff, statementLinesOff, holdsOff];
  return { ...report, balanced: faults.every((count) => count === 0) };
}
