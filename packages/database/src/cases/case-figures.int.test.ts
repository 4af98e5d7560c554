import { newId, type UnitOfWork } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresCaseFigures } from './case-figures.js';

const hour = (hours: number) => new Date(Date.UTC(2026, 2, 2) + hours * 3_600_000);
const figures = new PostgresCaseFigures();

let platform: TestDatabase;
let [owner, desk]: DataSource[] = [];

beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  [owner, desk] = [await openDatabase(platform.url), await openDatabase(platform.urlFor('participant_cases'))];
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), desk?.destroy()]);
  await platform?.drop();
});

const inTransaction = <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
  if (!desk) throw new Error('nothing was opened');
  return new PostgresUnitOfWork(desk).transaction(null, work);
};

interface Times {
  readonly received: number;
  readonly due?: number;
  readonly answered?: number;
  readonly ended?: number;
}

/** A case of which only the times matter. @returns its id */
async function insert({ received, due = received + 100, answered, ended }: Times): Promise<string> {
  const id = newId(hour(received));
  const at = (hours: number | undefined) => (hours === undefined ? null : hour(hours));
  await owner?.query(
    `INSERT INTO privacy_cases (case_id, reference, facts, requester, class, state, received_at, answered_at, answer_due_at, ended_at, sequence, head_hash)
       VALUES ($1, $6, '{}', 'x', 'access', 'open', $2, $3, $4, $5, 1, repeat('0', 64))`,
    [id, hour(received), at(answered), hour(due), at(ended), id.slice(-20)],
  );
  return id;
}

describe('figures of cases', () => {
  it('count what came in and what was finished, by weeks', async () => {
    await insert({ received: 0, ended: 200 });
    await insert({ received: 167.9, ended: 167.9 });
    await insert({ received: 168 });
    await insert({ received: -1 });
    const { received, finished } = await inTransaction((uow) => figures.byWeek(uow, hour(0), hour(336)));
    expect([...received].toSorted()).toEqual([
      [0, 2],
      [1, 1],
    ]);
    expect([...finished].toSorted()).toEqual([
      [0, 1],
      [1, 1],
    ]);
  });

  it('say how soon people were answered, against what was promised', async () => {
    const base = 10_000;
    const answers = () => inTransaction((uow) => figures.answers(uow, hour(base), hour(base + 1_000)));
    expect(await answers()).toEqual({ count: 0, late: 0, medianHours: null, p90Hours: null, tenths: new Map() });
    for (const answered of [0, 9.9, 10, 99, 100, 100.1]) await insert({ received: base, answered: base + answered });
    await insert({ received: base - 50, answered: base - 1 });
    const { tenths, medianHours, ...counts } = await answers();
    expect(counts).toMatchObject({ count: 6, late: 1 });
    expect(medianHours).toBeCloseTo(54.5);
    expect([...tenths].toSorted(([a], [b]) => a - b)).toEqual([
      [0, 2],
      [1, 1],
      [9, 2],
      [10, 1],
    ]);
  });

  it('count each promise that still runs once, on the day in UTC on which it ends', async () => {
    const id = await insert({ received: 20_000 });
    const remind = (clock: string, step: string, hours: number, withdrawn = false) =>
      owner?.query('INSERT INTO privacy_case_reminders (case_id, clock, step, at, due_at, withdrawn) VALUES ($1, $2, $3, $4, $4, $5)', [
        id,
        clock,
        step,
        hour(20_000 + hours),
        withdrawn,
      ]);
    await remind('respond', 'first', 10);
    await remind('respond', 'alarm', 15.9);
    await remind('complete', 'alarm', 16);
    await remind('acknowledge', 'alarm', 5, true);
    expect(await inTransaction((uow) => figures.dueBetween(uow, hour(20_000), hour(20_040)))).toEqual([
      { day: '2028-06-12', clock: 'respond', count: 1 },
      { day: '2028-06-13', clock: 'complete', count: 1 },
    ]);
  });
});
