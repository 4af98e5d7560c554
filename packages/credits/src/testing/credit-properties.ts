import { isRefusal, type Id } from '@keepword/primitives';
import fc from 'fast-check';
import { verifyBooks } from '../verify-books.js';
import type { CreditStoreUnderTest } from './memory-credits.js';
import { MORNING, personIn, type Person } from './person.js';

const HOUR_MS = 3_600_000;
const after = (hours: number) => new Date(MORNING.getTime() + hours * HOUR_MS);

/** A command in a made-up life; holds and purchases are named by their turn, so that duplicates can be sent. */
type Step =
  | {
      readonly do: 'grant';
      readonly amount: number;
      readonly source: 'paid' | 'promotional' | 'subscription';
      readonly expiresInHours: number | null;
      readonly priority: number;
    }
  | { readonly do: 'hold'; readonly amount: number }
  | { readonly do: 'capture'; readonly of: number; readonly amount: number }
  | { readonly do: 'release' | 'expire-hold'; readonly of: number }
  | { readonly do: 'claw-back' | 'restore'; readonly of: number; readonly amount: number }
  | { readonly do: 'expire-lots' };

const amount = fc.integer({ min: 1, max: 120 });
const of = fc.nat(6);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('grant' as const),
    amount,
    source: fc.constantFrom('paid' as const, 'promotional' as const, 'subscription' as const),
    expiresInHours: fc.option(fc.integer({ min: 1, max: 12 })),
    priority: fc.integer({ min: -1, max: 1 }),
  }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hold' as const), amount }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('capture' as const), of, amount }) },
  fc.record({ do: fc.constantFrom('release' as const, 'expire-hold' as const), of }),
  fc.record({ do: fc.constantFrom('claw-back' as const, 'restore' as const), of, amount }),
  fc.record({ do: fc.constant('expire-lots' as const) }),
);

interface Life {
  readonly person: Person;
  readonly holds: Id[];
  readonly orders: string[];
}

/** The key is the step's turn: sending the same step twice is sending a duplicate. */
async function live(life: Life, what: Step, turn: number): Promise<unknown> {
  const { person, holds, orders } = life;
  const key = `turn:${turn}`;
  const at = after(turn);
  switch (what.do) {
    case 'grant': {
      const expiresAt = what.expiresInHours === null ? null : after(turn + what.expiresInHours);
      const granted = await person.grant(
        what.amount,
        { key, source: what.source, expiresAt, priority: what.priority, reference: `order:${turn}` },
        at,
      );
      if (!orders.includes(`order:${turn}`)) orders.push(`order:${turn}`);
      return granted;
    }
    case 'hold': {
      const held = await person.hold(what.amount, { key, expiresAt: after(turn + 3) }, at);
      if (!isRefusal(held) && !holds.includes(held.holdId)) holds.push(held.holdId);
      return held;
    }
    case 'expire-lots':
      return person.expireLots(at);
    case 'claw-back':
    case 'restore': {
      const order = orders.at(what.of % Math.max(1, orders.length)) ?? 'none';
      return what.do === 'claw-back' ? person.clawBack(order, what.amount, key, at) : person.restore(order, what.amount, key, at);
    }
    default: {
      const holdId = holds.at(what.of % Math.max(1, holds.length));
      if (holdId === undefined) return null;
      if (what.do === 'capture') return person.capture(holdId, what.amount, key, at);
      return what.do === 'release' ? person.release(holdId, key, at) : person.expireHold(holdId, at);
    }
  }
}

export function describeCreditProperties(under: () => CreditStoreUnderTest, runs: number): void {
  describe('properties', () => {
    const newLife = (): Life => ({ person: personIn(under()), holds: [], orders: [] });
    const shown = ({ kind, amount: change, balance }: { kind: string; amount: number; balance: number }) => [kind, change, balance];

    it('no overdraft, a statement that sums to the balance, and balanced books, whatever happens', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
          const life = newLife();
          let owes = false;
          for (const [turn, what] of steps.entries()) {
            const answer = await live(life, what, turn);
            if (what.do === 'hold' && owes) expect(isRefusal(answer)).toBe(true);
            const { available, held, lots } = await life.person.balance(after(turn));
            owes = available < 0 && lots.length === 0;
            expect(held).toBeGreaterThanOrEqual(0);
            expect(lots.every(({ remaining }) => remaining > 0)).toBe(true);
            if (available < 0) expect(life.orders.length).toBeGreaterThan(0);
          }
          const end = after(steps.length);
          const { available } = await life.person.balance(end);
          const statement = await life.person.statement(end, 100);
          expect(statement.reduce((sum, item) => sum + item.amount, 0)).toBe(available);
          expect(statement.at(-1)?.balance ?? 0).toBe(available);
          const endings = statement.filter(({ kind }) => kind === 'capture' || kind === 'release' || kind === 'hold-expiry');
          expect(endings.length).toBeLessThanOrEqual(life.holds.length);
        }),
        { numRuns: runs },
      );
      expect(await under().acrossSubjects((uow) => verifyBooks(under().store, uow))).toMatchObject({ balanced: true });
    });

    it('duplicates, sent right away or at the very end, change nothing', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.tuple(step, fc.boolean()), { minLength: 1, maxLength: 25 }), async (steps) => {
          const [once, twice] = [newLife(), newLife()];
          for (const [turn, [what]] of steps.entries()) await live(once, what, turn);
          for (const [turn, [what, duplicate]] of steps.entries()) {
            if (duplicate) await Promise.all([live(twice, what, turn), live(twice, what, turn)]);
            else await live(twice, what, turn);
          }
          const end = after(steps.length);
          expect(await twice.person.balance(end)).toEqual(await once.person.balance(end));
          expect((await twice.person.statement(end, 100)).map(shown)).toEqual((await once.person.statement(end, 100)).map(shown));
        }),
        { numRuns: runs },
      );
    });

    it('any interleaving of commands on one account leaves balanced books and ends each hold at most once', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 20 }), async (steps) => {
          const life = newLife();
          await life.person.grant(300, { reference: 'order:first' });
          life.orders.push('order:first');
          const first = await life.person.hold(50);
          if (!isRefusal(first)) life.holds.push(first.holdId);
          await Promise.all([...steps, ...steps].map((what, index) => live(life, what, index % steps.length)));
          const end = after(steps.length);
          const { available, held } = await life.person.balance(end);
          const statement = await life.person.statement(end, 100);
          expect(statement.reduce((sum, item) => sum + item.amount, 0)).toBe(available);
          expect(held).toBeGreaterThanOrEqual(0);
        }),
        { numRuns: runs },
      );
      expect(await under().acrossSubjects((uow) => verifyBooks(under().store, uow))).toMatchObject({ balanced: true });
    });
  });
}
