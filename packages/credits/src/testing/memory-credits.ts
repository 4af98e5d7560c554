import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { CreditStore } from '../credit-store.js';
import { MemoryCreditStore } from './memory-credit-store.js';

/** A store with the units of work it needs: what the contract suite runs on. */
export interface CreditStoreUnderTest {
  readonly store: CreditStore;
  /** Runs `work` in one unit of work for one person; what it throws undoes everything. */
  transaction<T>(subjectId: SubjectId, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
  /** The same, but over all people: for sweeps and audits. */
  acrossSubjects<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
}

/** A memory store with units of work that run one after the other per person and roll back. */
export function memoryCredits(): CreditStoreUnderTest & { readonly store: MemoryCreditStore } {
  const store = new MemoryCreditStore();
  const lastOf = new Map<SubjectId, Promise<unknown>>();
  return {
    store,
    transaction(subjectId, work) {
      const before = lastOf.get(subjectId) ?? Promise.resolve();
      const mine = before.then(async () => {
        const undo = store.snapshot(subjectId);
        try {
          return await work({} as UnitOfWork);
        } catch (error) {
          undo();
          throw error;
        }
      });
      lastOf.set(
        subjectId,
        mine.then(
          () => undefined,
          () => undefined, // the caller has the failure; the next unit of work only waits for the end
        ),
      );
      return mine;
    },
    acrossSubjects: (work) => work({} as UnitOfWork),
  };
}
