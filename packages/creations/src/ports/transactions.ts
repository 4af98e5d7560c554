import type { SubjectId, UnitOfWork } from '@keepword/primitives';

/** Opens transactions in which several domains write together. */
export interface Transactions {
  /**
   * Runs `work` in one transaction; what it throws rolls everything back.
   * @param subjectId whose rows may be seen and written; null for tables without a subject's content
   */
  transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
}
