import type { UnitOfWork } from '@keepword/primitives';
import type { CaseStore } from '../cases/case-store.js';
import { MemoryCaseStore } from './memory-case-store.js';

/** A store with the units of work it needs: what the contract suite runs on. */
export interface CaseStoreUnderTest {
  readonly store: CaseStore;
  /** Runs `work` in one unit of work that may cross subjects; what it throws undoes everything. */
  transaction<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
}

/** A memory store with units of work that run one after the other and roll back. */
export function memoryCases(): CaseStoreUnderTest & { readonly store: MemoryCaseStore } {
  const store = new MemoryCaseStore();
  let last: Promise<unknown> = Promise.resolve();
  return {
    store,
    transaction(work) {
      const mine = last.then(async () => {
        const undo = store.snapshot();
        try {
          return await work({} as UnitOfWork);
        } catch (error) {
          undo();
          throw error;
        }
      });
      last = mine.then(
        () => undefined,
        () => undefined, // the caller has the failure; the next unit of work only waits for the end
      );
      return mine;
    },
  };
}
