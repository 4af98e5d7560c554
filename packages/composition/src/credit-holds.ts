import type { CreditHolds } from '@keepword/creations';
import { balance, captureHold, holdCredits, releaseHold, type CreditStore } from '@keepword/credits';
import type { PostgresSubjectEvents } from '@keepword/database';
import { addPeriod, isRefusal, refuse, type SubjectId, type UnitOfWork } from '@keepword/primitives';

/** Longer than any creation may run; a hold that is still open then is given back by the sweep. */
const holdPeriod = 'PT2H';

/** Something that must not be refused was: the books and the creation no longer agree, and the transaction is undone. */
class BooksDisagree extends Error {
  override readonly name = 'BooksDisagree';
}

/** Creations' view of the credit books: one hold per creation, named by the creation's own id. */
export function creditHolds(store: CreditStore, events: PostgresSubjectEvents): CreditHolds {
  const tell = (uow: UnitOfWork, subjectId: SubjectId, available: number, held: number, at: Date) =>
    events.publish(uow, subjectId, { type: 'credits.changed', available, held }, at);
  /** The books after a command stand in its answer; only an answer that is given again may be out of date. */
  const tellBalance = async (
    uow: UnitOfWork,
    subjectId: SubjectId,
    after: { readonly balance: number; readonly held: number; readonly replayed: boolean } | null,
    at: Date,
  ) => {
    if (after && !after.replayed) return tell(uow, subjectId, after.balance, after.held, at);
    const { available, held } = await balance(store, uow, subjectId, at);
    return tell(uow, subjectId, available, held, at);
  };
  return {
    async hold(uow, { creationId, subjectId, amount, at }) {
      const command = {
        subjectId,
        key: `hold:${creationId}`,
        holdId: creationId,
        amount,
        creationId,
        expiresAt: addPeriod(at, holdPeriod),
        note: 'Reserved for a creation',
      };
      const held = await holdCredits(store, uow, command, at);
      if (!isRefusal(held)) {
        await tellBalance(uow, subjectId, held, at);
        return null;
      }
      switch (held.refused) {
        case 'insufficient-credits':
          return refuse('insufficient-credits', { available: held.available, needed: amount });
        case 'in-debt':
          return refuse('credit-debt', { owed: held.owed });
        default:
          throw new BooksDisagree(`a hold was refused: ${held.refused}`);
      }
    },
    async capture(uow, { creationId, subjectId, amount, at }) {
      const command = { subjectId, key: `capture:${creationId}`, holdId: creationId, amount, note: 'Creation finished' };
      const captured = await captureHold(store, uow, command, at);
      if (isRefusal(captured)) throw new BooksDisagree(`a capture was refused: ${captured.refused}`);
      await tellBalance(uow, subjectId, captured, at);
    },
    async release(uow, { creationId, subjectId, at }) {
      const released = await releaseHold(
        store,
        uow,
        { subjectId, key: `release:${creationId}`, holdId: creationId, note: 'Nothing was made, nothing is charged' },
        at,
      );
      // The sweep may have given it back already; then there is nothing left to do.
      if (isRefusal(released) && released.refused !== 'hold-ended') throw new BooksDisagree(`a release was refused: ${released.refused}`);
      await tellBalance(uow, subjectId, isRefusal(released) ? null : released, at);
    },
  };
}
