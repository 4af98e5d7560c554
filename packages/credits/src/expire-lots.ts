import type { Id, Instant, UnitOfWork } from '@keepword/primitives';
import { expireDueLots } from './arrival.js';
import { openBooks } from './books.js';
import { idShape, save, untilSettled } from './command.js';
import type { CreditStore, DueExpiry } from './credit-store.js';
import { CREDIT_LIMITS } from './limits.js';

/**
 * Expires what is available in one person's lots that have come to their end. Needs no key: what has expired is no
 * longer available, so a second call finds nothing.
 * @returns credits that expired now
 * @throws ZodError when the id is malformed
 */
export function expireLots(
  store: CreditStore,
  uow: UnitOfWork,
  command: { readonly subjectId: Id },
  at: Instant,
): Promise<{ readonly expired: number }> {
  idShape.parse(command.subjectId);
  return untilSettled(async () => {
    const account = await store.load(uow, { subjectId: command.subjectId, key: null });
    const books = expireDueLots(openBooks(account.state), at);
    if (books.transactions.length === 0) {
      await store.noteNextDue(uow, account.state);
      return { expired: 0 };
    }
    const expired = account.state.available - books.state.available;
    return (await save({ store, uow, at }, account, books, null)) === 'recorded' ? { expired } : null;
  });
}

/**
 * Lots and holds of all people whose time has come, longest due first. The caller then ends each in a unit of work of its
 * person: `expireHold` for a hold, `expireLots` for a lot and for a review.
 * @param uow one that may cross subjects
 * @param limit at most 1,000
 */
export function dueExpiries(store: CreditStore, uow: UnitOfWork, at: Instant, limit: number): Promise<DueExpiry[]> {
  return store.dueExpiries(uow, at, Math.min(limit, CREDIT_LIMITS.sweep));
}
