import type { UnitOfWork } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { isOverloaded, openDatabase } from './data-source.js';
import { entityManagerOf, PostgresUnitOfWork, runPrepared, sendPrepared } from './unit-of-work.js';

const subjectId = '019574b6-0000-7000-8000-000000000001';
const insert = { name: 'insert_number', text: 'INSERT INTO numbers (number, note) VALUES ($1, $2) RETURNING number, note' };
const all = { name: 'all_numbers', text: 'SELECT array_agg(number ORDER BY number) AS numbers FROM numbers' };

describe('statements in one packet', () => {
  let database: TestDatabase;
  let source: DataSource;
  let units: PostgresUnitOfWork;

  const numbers = (uow: UnitOfWork) => runPrepared<{ numbers: number[] | null }>(uow, all, []).then(([row]) => row?.numbers ?? []);
  const stored = () => units.transaction(null, numbers);

  beforeAll(async () => {
    database = await testDatabase();
    // One connection, so that whatever is left open on it would be in the way of the next.
    source = await openDatabase(database.url, { connectionsMax: 1 });
    units = new PostgresUnitOfWork(source);
    await source.query('CREATE TABLE numbers (number integer PRIMARY KEY CHECK (number < 100), note text)');
  });
  beforeEach(() => source.query('DELETE FROM numbers'));
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given several, each the first, second and third time, then each gets its own answer', async () => {
    for (const turn of [1, 2, 3]) {
      const answers = await units.transaction(subjectId, (uow) =>
        Promise.all([runPrepared(uow, insert, [turn, null]), runPrepared(uow, insert, [turn + 10, 'ten more']), numbers(uow)]),
      );
      expect(answers.slice(0, 2)).toEqual([[{ number: turn, note: null }], [{ number: turn + 10, note: 'ten more' }]]);
      expect(answers[2]).toContain(turn + 10);
    }
    expect(await stored()).toEqual([1, 2, 3, 11, 12, 13]);
  });

  it('given a statement through the entity manager behind one that waits, then it comes after it', async () => {
    for (const turn of [1, 2, 3]) {
      const seen = await units.transaction(subjectId, (uow) => {
        const manager = entityManagerOf(uow);
        sendPrepared(uow, insert, [turn, null]);
        return manager.query<{ count: string }[]>('SELECT count(*) FROM numbers');
      });
      expect(seen).toEqual([{ count: String(turn) }]);
    }
  });

  it.each([1, 2, 3])(
    'given one that fails, waited for or not, then nothing of its unit of work stays and the connection is free (%i)',
    async () => {
      const waitedFor = units.transaction(subjectId, (uow) =>
        Promise.all([runPrepared(uow, insert, [1, null]), runPrepared(uow, insert, [100, null]), runPrepared(uow, insert, [2, null])]),
      );
      await expect(waitedFor).rejects.toThrow(/numbers_number_check/);
      const sent = units.transaction(subjectId, async (uow) => {
        sendPrepared(uow, insert, [3, null]);
        sendPrepared(uow, insert, [100, null]);
      });
      await expect(sent).rejects.toThrow(/numbers_number_check/);
      const waitedForAhead = units.transaction(subjectId, async (uow) => {
        const failing = runPrepared(uow, insert, [100, null]);
        sendPrepared(uow, insert, [5, null]);
        await failing;
      });
      await expect(waitedForAhead).rejects.toThrow(/numbers_number_check/);
      const atOnce = units.atOnce(subjectId, (uow) =>
        Promise.all([runPrepared(uow, insert, [4, null]), runPrepared(uow, insert, [100, null])]),
      );
      await expect(atOnce).rejects.toThrow(/numbers_number_check/);
      expect(await source.query('SELECT now() = statement_timestamp() AS "ownTransaction"')).toEqual([{ ownTransaction: true }]);
      expect(await stored()).toEqual([]);
    },
  );

  it('given that every connection is busy for too long, then whoever waited is told so, and the next gets through', async () => {
    const one = await openDatabase(database.url, { connectionsMax: 1, waitMaxMs: 100 });
    const busy = one.query('SELECT pg_sleep(0.6)');
    const waited = await new PostgresUnitOfWork(one).transaction(subjectId, numbers).catch((error: unknown) => error);
    expect([isOverloaded(waited), isOverloaded(new Error('another one'))]).toEqual([true, false]);
    expect(isOverloaded(await one.query('SELECT 1').catch((error: unknown) => error))).toBe(true);
    await busy;
    expect(await one.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await one.destroy();
  });
});
