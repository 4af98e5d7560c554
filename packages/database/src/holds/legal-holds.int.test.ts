import { planErasure } from '@keepword/data-rights';
import { addPeriod, newId } from '@keepword/primitives';
import { profile } from '@keepword/policy';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { platformDataMap } from '../data-map/platform-data-map.js';
import { postgresCreationSweeps } from '../creations/postgres-creation-sweeps.js';
import { openDatabase } from '../data-source.js';
import { readTableFacts } from '../erasure/table-facts.js';
import { insertSomebody } from '../testing/insert-somebody.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresHolds, type StoredHold } from './legal-holds.js';

const at = new Date('2026-03-02T08:00:00Z');
const holds = new PostgresHolds();
let database: TestDatabase;
let [desk, worker, erasure]: DataSource[] = [];

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  [desk, worker, erasure] = await Promise.all(
    (['participant_cases', 'worker', 'participant_erasure'] as const).map((role) => openDatabase(database.urlFor(role))),
  );
});
afterAll(async () => {
  await Promise.all([desk?.destroy(), worker?.destroy(), erasure?.destroy()]);
  await database.drop();
});

const as = (source: DataSource | undefined) => new PostgresUnitOfWork(source as DataSource);
const holdOn = (subjectId: string, change: Partial<StoredHold> = {}): StoredHold => ({
  id: newId(at),
  subjectId,
  kind: 'legal',
  reason: 'a court asked for the payments',
  categories: ['billing.payment'],
  setBy: newId(at),
  setAt: at,
  reviewAt: addPeriod(at, 'P30D'),
  liftedBy: null,
  liftedAt: null,
  ...change,
});
const set = (hold: StoredHold) => as(desk).transaction(null, (uow) => holds.insert(uow, hold));

describe('orders to keep something', () => {
  it('stand for their person, as whoever plans an erasure sees them, until they are lifted', async () => {
    const [ada, berta] = [newId(at), newId(at)];
    const hold = holdOn(ada);
    await set(hold);
    await set(holdOn(ada, { categories: 'all', kind: 'illegal-content' }));
    const seen = (subjectId: string) => as(worker).transaction(subjectId, (uow) => holds.forSubject(uow, subjectId));
    const both = await seen(ada);
    expect(both).toHaveLength(2);
    expect(both).toEqual(expect.arrayContaining([{ categories: ['billing.payment'] }, { categories: 'all' }]));
    expect(await seen(berta)).toEqual([]);
    await as(desk).transaction(null, (uow) => holds.lift(uow, hold.id, hold.setBy, addPeriod(at, 'P1D')));
    expect(await seen(ada)).toEqual([{ categories: 'all' }]);
    const lifted = await as(desk).transaction(null, (uow) => holds.lock(uow, hold.id));
    expect(lifted).toEqual({ ...hold, liftedBy: hold.setBy, liftedAt: addPeriod(at, 'P1D') });
  });

  it('keep a whole account from an erasure', async () => {
    const ada = newId(at);
    await set(holdOn(ada, { categories: 'all' }));
    const map = platformDataMap();
    const plan = planErasure({
      map,
      profile: profile('fluxkrea'),
      scope: { kind: 'account' },
      holds: await as(erasure).transaction(null, (uow) => holds.forSubject(uow, ada)),
      facts: await readTableFacts(erasure as DataSource, map),
    });
    if ('refused' in plan) throw new Error(plan.gaps.join('\n'));
    expect(plan.columns.filter(({ outcome }) => outcome === 'deleted')).toEqual([]);
    expect(plan.prefixes.filter(({ outcome }) => outcome === 'deleted')).toEqual([]);
  });

  it('keep what somebody deletes themselves as long as they stand', async () => {
    const [owner, retention] = await Promise.all([openDatabase(database.url), openDatabase(database.urlFor('participant_retention'))]);
    try {
      const { subjectId, creationIds } = await insertSomebody(owner, 1);
      await owner.query('INSERT INTO creation_deletions VALUES ($1, $2, $3, $3)', [creationIds[0], subjectId, at]);
      const due = () => postgresCreationSweeps(retention).purgeDue(at, 10);
      expect(await due()).toEqual([{ creationId: creationIds[0], subjectId }]);
      await set(holdOn(subjectId));
      expect(await due()).toHaveLength(1);
      const hold = holdOn(subjectId, { kind: 'illegal-content', categories: ['account.identity', 'generation.output'] });
      await set(hold);
      expect(await due()).toEqual([]);
      await as(desk).transaction(null, (uow) => holds.lift(uow, hold.id, hold.setBy, at));
      expect(await due()).toHaveLength(1);
    } finally {
      await Promise.all([owner.destroy(), retention.destroy()]);
    }
  });

  it('are listed newest first, by what became of them', async () => {
    const ada = newId(at);
    const [older, newer] = [holdOn(ada), holdOn(ada, { reviewAt: addPeriod(at, 'P1D') })].toSorted((a, b) => (a.id < b.id ? -1 : 1));
    if (!older || !newer) throw new Error('two were made');
    await set(older);
    await set(newer);
    const page = (state: 'standing' | 'lifted' | 'review-overdue', later = at, before: string | null = null) =>
      as(desk).transaction(null, async (uow) =>
        (await holds.page(uow, { subjectId: ada, state, at: later }, before, 10)).map(({ id }) => id),
      );
    expect(await page('standing')).toEqual([newer.id, older.id]);
    expect(await page('standing', at, newer.id)).toEqual([older.id]);
    expect(await page('review-overdue')).toEqual([]);
    expect(await page('review-overdue', addPeriod(at, 'P2D'))).toHaveLength(1);
    expect(await page('lifted')).toEqual([]);
  });

  it('are not the apps’ to set, and an erasure cannot take them away', async () => {
    const ada = newId(at);
    await expect(as(worker).transaction(ada, (uow) => holds.insert(uow, holdOn(ada)))).rejects.toThrow(/permission denied/);
    await set(holdOn(ada));
    await expect((erasure as DataSource).query('DELETE FROM legal_holds WHERE subject_id = $1', [ada])).rejects.toThrow(
      /permission denied/,
    );
  });
});
