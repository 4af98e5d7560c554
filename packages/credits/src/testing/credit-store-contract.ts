import { isRefusal, newId } from '@keepword/primitives';
import { statementCsv } from '../statement-csv.js';
import { verifyBooks } from '../verify-books.js';
import type { CreditStoreUnderTest } from './memory-credits.js';
import { describeCreditProperties } from './credit-properties.js';
import { done, EVENING, freshKey, MORNING, NOON, personIn } from './person.js';

/** What every credit store must do. @param open called once before the suite; `close` after it */
export function describeCreditStore(
  name: string,
  open: () => Promise<CreditStoreUnderTest & { close?(): Promise<void> }>,
  runs = 30,
): void {
  describe(`credit store: ${name}`, () => {
    let under: Awaited<ReturnType<typeof open>>;
    const person = () => personIn(under);

    beforeAll(async () => {
      under = await open();
    });
    afterAll(async () => {
      const books = await under.acrossSubjects((uow) => verifyBooks(under.store, uow));
      await under.close?.();
      expect(books).toMatchObject({ balanced: true, entriesSum: 0 });
    });

    describe('grants and burn order', () => {
      it('a person never seen has nothing', async () => {
        expect(await person().balance()).toEqual({ available: 0, held: 0, lots: [] });
      });

      it('burns by priority, then earliest expiry, then age', async () => {
        const anna = person();
        done(await anna.grant(10, { source: 'paid' }));
        done(await anna.grant(10, { source: 'subscription', expiresAt: EVENING }));
        done(await anna.grant(10, { source: 'promotional', expiresAt: NOON }));
        done(await anna.grant(10, { source: 'promotional', priority: -1 }));
        done(await anna.hold(35));
        expect(await anna.balance()).toEqual({ available: 5, held: 35, lots: [{ source: 'paid', remaining: 5, expiresAt: null }] });
      });

      it('refuses amounts out of range, the past, and a reference twice', async () => {
        const anna = person();
        for (const amount of [0, -1, 1.5, 10_000_001, Number.NaN]) {
          expect(await anna.grant(amount)).toMatchObject({ refused: 'amount-out-of-range', min: 1, max: 10_000_000 });
        }
        expect(await anna.grant(1, { expiresAt: MORNING })).toEqual({ refused: 'expiry-in-past' });
        done(await anna.grant(1, { reference: 'order' }));
        expect(await anna.grant(1, { reference: 'order' })).toEqual({ refused: 'reference-taken' });
      });
    });

    describe('holds', () => {
      it('captures a part and gives the rest back to the very lots', async () => {
        const anna = person();
        done(await anna.grant(50, { source: 'promotional', expiresAt: EVENING }));
        done(await anna.grant(100));
        const { holdId } = done(await anna.hold(80));
        expect(done(await anna.capture(holdId, 60))).toMatchObject({ captured: 60, released: 20, balance: 90 });
        expect((await anna.balance()).lots).toEqual([{ source: 'paid', remaining: 90, expiresAt: null }]);
      });

      it('refuses more than is there, and says how much that is', async () => {
        const anna = person();
        done(await anna.grant(10));
        expect(await anna.hold(11)).toEqual({ refused: 'insufficient-credits', available: 10, asked: 11 });
      });

      it.each(['capture', 'release', 'hold-expiry'] as const)('ends once: after a %s every other ending is refused', async (endedAs) => {
        const anna = person();
        done(await anna.grant(10));
        const { holdId } = done(await anna.hold(10));
        const end = {
          capture: () => anna.capture(holdId, 4),
          release: () => anna.release(holdId),
          'hold-expiry': () => anna.expireHold(holdId, EVENING),
        };
        done(await end[endedAs]());
        const others = [await anna.capture(holdId, 1), await anna.release(holdId)];
        for (const other of others) expect(other).toEqual({ refused: 'hold-ended', endedAs });
        expect(await anna.balance()).toMatchObject({ available: endedAs === 'capture' ? 6 : 10, held: 0 });
      });

      it('knows no hold of somebody else, captures no more than is held, and expires none early', async () => {
        const anna = person();
        done(await anna.grant(10));
        const { holdId } = done(await anna.hold(10));
        expect(await person().capture(holdId, 1)).toEqual({ refused: 'unknown-hold' });
        expect(await anna.release(newId(MORNING))).toEqual({ refused: 'unknown-hold' });
        expect(await anna.capture(holdId, 11)).toEqual({ refused: 'exceeds-hold', held: 10, asked: 11 });
        expect(await anna.expireHold(holdId, NOON)).toMatchObject({ refused: 'hold-not-due' });
      });
    });

    describe('expiry', () => {
      it('takes what is available, and what comes back later at once', async () => {
        const anna = person();
        done(await anna.grant(30, { expiresAt: NOON, source: 'promotional' }));
        const { holdId } = done(await anna.hold(20));
        expect(await anna.expireLots(NOON)).toEqual({ expired: 10 });
        expect(await anna.expireLots(NOON)).toEqual({ expired: 0 });
        done(await anna.release(holdId, freshKey(), NOON));
        expect(await anna.balance(NOON)).toEqual({ available: 0, held: 0, lots: [] });
        expect((await anna.statement(NOON)).map(({ kind, amount }) => [kind, amount])).toEqual([
          ['grant', 30],
          ['hold', -20],
          ['lot-expiry', -10],
          ['release', 20],
          ['lot-expiry', -20],
        ]);
      });

      it('never lets expired credits be held or shown, swept or not', async () => {
        const [anna, ben] = [person(), person()];
        for (const one of [anna, ben]) done(await one.grant(30, { expiresAt: NOON }));
        expect(await anna.hold(1, {}, NOON)).toMatchObject({ refused: 'insufficient-credits', available: 0 });
        expect(await ben.balance(NOON)).toMatchObject({ available: 0, lots: [] });
        expect((await ben.statement(NOON)).at(-1)).toMatchObject({ kind: 'lot-expiry', balance: 0 });
      });

      it('lists what is due over all people', async () => {
        const anna = person();
        const lot = done(await anna.grant(30, { expiresAt: new Date('2026-03-01T08:00:00.001Z') }));
        const { holdId } = done(await anna.hold(10, { expiresAt: new Date('2026-03-01T08:00:00.002Z') }));
        const due = await under.acrossSubjects((uow) => under.store.dueExpiries(uow, NOON, 1_000));
        expect(due.filter(({ subjectId }) => subjectId === anna.subjectId)).toEqual([
          { kind: 'lot', subjectId: anna.subjectId, id: lot.lotId },
          { kind: 'hold', subjectId: anna.subjectId, id: holdId },
        ]);
      });
    });

    describe('payments taken back', () => {
      it('takes what remains, and books the rest as a debt that blocks holds until a grant has paid it', async () => {
        const anna = person();
        done(await anna.grant(100, { reference: 'order' }));
        done(await anna.grant(5, { source: 'promotional' }));
        done(await anna.capture(done(await anna.hold(65)).holdId, 65));
        expect(done(await anna.clawBack('order', 100))).toMatchObject({ balance: -60, owed: 65 });
        expect(await anna.hold(1)).toEqual({ refused: 'in-debt', owed: 65 });
        expect(done(await anna.grant(70))).toMatchObject({ paidDebt: 65, balance: 10 });
        done(await anna.hold(10));
      });

      it('a dispute that was won gives back exactly what was taken', async () => {
        const anna = person();
        done(await anna.grant(100, { reference: 'order' }));
        done(await anna.grant(50, { reference: 'other', expiresAt: EVENING }));
        done(await anna.capture(done(await anna.hold(120)).holdId, 120));
        const before = await anna.balance();
        done(await anna.clawBack('order', 100));
        expect(await anna.balance()).toMatchObject({ available: -70, lots: [] });
        done(await anna.restore('order', 100));
        expect(await anna.balance()).toEqual(before);
        expect(await anna.restore('order', 1)).toEqual({ refused: 'exceeds-clawback', clawedBack: 0, asked: 1 });
      });

      it('comes to the same whether a hold ends before or after', async () => {
        const ends = [];
        for (const releaseFirst of [true, false]) {
          const anna = person();
          done(await anna.grant(100, { reference: 'order' }));
          done(await anna.grant(30));
          const { holdId } = done(await anna.hold(60));
          if (releaseFirst) done(await anna.release(holdId));
          done(await anna.clawBack('order', 100));
          if (!releaseFirst) done(await anna.release(holdId));
          ends.push(await anna.balance());
        }
        expect(ends[0]).toEqual(ends[1]);
        expect(ends[0]).toMatchObject({ available: 30, held: 0 });
      });

      it('makes nobody owe credits that only expired', async () => {
        const anna = person();
        done(await anna.grant(100, { reference: 'order', expiresAt: NOON }));
        done(await anna.capture(done(await anna.hold(20)).holdId, 20));
        expect(done(await anna.clawBack('order', 100, freshKey(), NOON))).toMatchObject({ owed: 20, balance: -20 });
        expect(await anna.clawBack('order', 1)).toEqual({ refused: 'exceeds-grant', clawable: 0, asked: 1 });
        expect(await anna.clawBack('no such order', 1)).toEqual({ refused: 'unknown-grant' });
      });
    });

    describe('idempotency', () => {
      it('replays the stored answer, also at another time, and refuses the key to another command', async () => {
        const anna = person();
        const granted = done(await anna.grant(100, { key: 'grant:1' }));
        expect(await anna.grant(100, { key: 'grant:1' }, NOON)).toEqual({ ...granted, replayed: true });
        expect(await anna.grant(101, { key: 'grant:1' })).toEqual({ refused: 'idempotency-conflict' });
        expect(await anna.hold(100, { key: 'grant:1' })).toEqual({ refused: 'idempotency-conflict' });
        const ben = person();
        expect(done(await ben.grant(7, { key: 'grant:1' })).replayed).toBe(false);
      });

      it('remembers no refusal', async () => {
        const anna = person();
        expect(isRefusal(await anna.hold(5, { key: 'hold:1' }))).toBe(true);
        done(await anna.grant(5));
        expect(done(await anna.hold(5, { key: 'hold:1' })).replayed).toBe(false);
      });

      it('writes nothing when the unit of work fails', async () => {
        const anna = person();
        await expect(
          under.transaction(anna.subjectId, async (uow) => {
            const { grantCredits } = await import('../grant-credits.js');
            await grantCredits(
              under.store,
              uow,
              { subjectId: anna.subjectId, key: 'grant:1', amount: 5, source: 'paid', expiresAt: null },
              MORNING,
            );
            throw new Error('power cut');
          }),
        ).rejects.toThrow('power cut');
        expect(await anna.balance()).toMatchObject({ available: 0 });
        expect(done(await anna.grant(5, { key: 'grant:1' })).replayed).toBe(false);
      });
    });

    describe('statements', () => {
      it('page newest first, sum to the balance, and name the creation', async () => {
        const anna = person();
        const creationId = newId(MORNING);
        done(await anna.grant(100));
        const { holdId } = done(await anna.hold(30, { creationId }));
        done(await anna.capture(holdId, 10));
        for (let n = 0; n < 5; n += 1) done(await anna.grant(1));
        const statement = await anna.statement();
        expect(statement.slice(0, 3)).toMatchObject([
          { kind: 'grant', amount: 100, balance: 100 },
          { kind: 'hold', amount: -30, balance: 70, creationId },
          { kind: 'capture', amount: 20, balance: 90, creationId },
        ]);
        expect(statement).toHaveLength(8);
        expect(statement[0]).not.toHaveProperty('creationId');
        expect(statement.reduce((sum, { amount }) => sum + amount, 0)).toBe((await anna.balance()).available);
      });

      it('stream as CSV', async () => {
        const anna = person();
        done(await anna.grant(3, { note: '=1+1, "quoted"' }));
        let csv = '';
        for await (const chunk of statementCsv(under.store, (work) => under.transaction(anna.subjectId, work), anna.subjectId, MORNING))
          csv += chunk;
        const [heading, line, end] = csv.split('\r\n');
        expect(heading).toBe('id,at,kind,amount,balance,creationId,note');
        expect(line).toMatch(/^[-0-9a-f]{36},2026-03-01T08:00:00\.000Z,grant,3,3,,"'=1\+1, ""quoted"""$/);
        expect(end).toBe('');
      });
    });

    describe('at the same time', () => {
      it('twenty holds of 75 on 500 grant exactly six, each sent twice', async () => {
        const anna = person();
        done(await anna.grant(500));
        const keys = Array.from({ length: 20 }, (_, n) => `hold:${n}`);
        const answers = await Promise.all([...keys, ...keys].map((key) => anna.hold(75, { key })));
        const held = answers.flatMap((answer) => (isRefusal(answer) ? [] : [answer.holdId]));
        expect(new Set(held).size).toBe(6);
        expect(await anna.balance()).toMatchObject({ available: 50, held: 450 });
      });

      it('one hold ends once, whoever comes first', async () => {
        const anna = person();
        done(await anna.grant(10));
        const { holdId } = done(await anna.hold(10));
        const answers = await Promise.all([
          anna.capture(holdId, 10),
          anna.release(holdId),
          anna.capture(holdId, 3),
          anna.expireHold(holdId, EVENING),
          anna.release(holdId),
        ]);
        expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(1);
        expect(await anna.balance()).toMatchObject({ held: 0 });
      });
    });

    describeCreditProperties(() => under, runs);
  });
}
