import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { DataSource, EntityManager } from 'typeorm';

const managers = new WeakMap<UnitOfWork, EntityManager>();

/** The open transaction inside a unit of work; for stores of this package only. */
export function entityManagerOf(uow: UnitOfWork): EntityManager {
  const manager = managers.get(uow);
  if (!manager) throw new Error('this unit of work is not open: it was committed, or another adapter made it');
  return manager;
}

/** Opens transactions on one app's role. Row-level security lets a transaction see only the subject it was opened for. */
export class PostgresUnitOfWork {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Runs `work` in one transaction; what it throws rolls everything back.
   * @param subjectId whose rows may be seen and written; null for tables without a subject's content
   */
  async transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    const uow = {} as UnitOfWork;
    try {
      await runner.connect();
      await runner.startTransaction();
      try {
        if (subjectId !== null) await runner.query(`SELECT set_config('keepword.subject', $1, true)`, [subjectId]);
        managers.set(uow, runner.manager);
        const result = await work(uow);
        await runner.commitTransaction();
        return result;
      } catch (error) {
        if (runner.isTransactionActive) await runner.rollbackTransaction();
        throw error;
      }
    } finally {
      managers.delete(uow);
      await runner.release();
    }
  }
}
