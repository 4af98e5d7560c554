import { isRefusal, newId, type Id } from '@keepword/primitives';
import { clawBack, restoreClawback } from '../claw-back.js';
import { captureHold, expireHold, releaseHold } from '../end-hold.js';
import { expireLots } from '../expire-lots.js';
import { grantCredits, type GrantCredits } from '../grant-credits.js';
import { holdCredits } from '../hold-credits.js';
import { balance, statementPage, type StatementItem } from '../read-credits.js';
import type { CreditStoreUnderTest } from './memory-credits.js';

export const MORNING = new Date('2026-03-01T08:00:00.000Z');
export const NOON = new Date('2026-03-01T12:00:00.000Z');
export const EVENING = new Date('2026-03-01T18:00:00.000Z');

let keys = 0;
/** A key that nobody used. */
export const freshKey = () => `test:${(keys += 1)}`;

/** A new person in a store, with one unit of work per command. */
export function personIn(under: CreditStoreUnderTest, subjectId: Id = newId(MORNING)) {
  const { store } = under;
  type Rest<C> = Partial<Omit<C, 'subjectId'>>;
  return {
    subjectId,
    grant: (amount: number, rest: Rest<GrantCredits> = {}, at = MORNING) =>
      under.transaction(subjectId, (uow) =>
        grantCredits(store, uow, { subjectId, key: freshKey(), amount, source: 'paid', expiresAt: null, ...rest }, at),
      ),
    hold: (amount: number, rest: { key?: string; expiresAt?: Date; creationId?: Id | null } = {}, at = MORNING) =>
      under.transaction(subjectId, (uow) =>
        holdCredits(store, uow, { subjectId, key: freshKey(), amount, creationId: null, expiresAt: EVENING, ...rest }, at),
      ),
    capture: (holdId: Id, amount: number, key = freshKey(), at = MORNING) =>
      under.transaction(subjectId, (uow) => captureHold(store, uow, { subjectId, key, holdId, amount }, at)),
    release: (holdId: Id, key = freshKey(), at = MORNING) =>
      under.transaction(subjectId, (uow) => releaseHold(store, uow, { subjectId, key, holdId }, at)),
    expireHold: (holdId: Id, at: Date) => under.transaction(subjectId, (uow) => expireHold(store, uow, { subjectId, holdId }, at)),
    expireLots: (at: Date) => under.transaction(subjectId, (uow) => expireLots(store, uow, { subjectId }, at)),
    clawBack: (reference: string, amount: number, key = freshKey(), at = MORNING) =>
      under.transaction(subjectId, (uow) => clawBack(store, uow, { subjectId, key, reference, amount }, at)),
    restore: (reference: string, amount: number, key = freshKey(), at = MORNING) =>
      under.transaction(subjectId, (uow) => restoreClawback(store, uow, { subjectId, key, reference, amount }, at)),
    balance: (at = MORNING) => under.transaction(subjectId, (uow) => balance(store, uow, subjectId, at)),
    /** Every page of the statement, oldest first. */
    async statement(at = MORNING, limit = 3): Promise<StatementItem[]> {
      const items: StatementItem[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof statementPage>> = await under.transaction(subjectId, (uow) =>
          statementPage(store, uow, subjectId, { cursor, limit }, at),
        );
        items.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return items.toReversed();
    },
  };
}

export type Person = ReturnType<typeof personIn>;

/** The answer, when it is not a refusal. */
export function done<T>(answer: T): Exclude<T, { readonly refused: string }> {
  if (isRefusal(answer)) throw new Error(`refused: ${answer.refused}`);
  return answer as Exclude<T, { readonly refused: string }>;
}
