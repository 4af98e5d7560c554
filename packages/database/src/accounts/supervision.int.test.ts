import { setTimeout as pause } from 'node:timers/promises';
import { addPeriod, newId, subtractPeriod } from '@keepword/primitives';
import { guardianTokenDigest, newGuardianLink, type SpendApproval } from '@keepword/accounts';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { insertSomebody } from '../testing/insert-somebody.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { readActivityTotals } from './activity-totals.js';
import { PostgresGuardianLinks } from './guardian-links.js';
import { PostgresGuardians } from './guardians.js';
import { PostgresSpendApprovals } from './spend-approvals.js';

const at = new Date('2026-03-01T08:00:00Z');
const approvals = new PostgresSpendApprovals();
const links = new PostgresGuardianLinks();
let database: TestDatabase;
let [api, owner]: DataSource[] = [];
let units: PostgresUnitOfWork;

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  api = await openDatabase(database.urlFor('core_api'));
  owner = await openDatabase(database.url);
  units = new PostgresUnitOfWork(api);
});
afterAll(async () => {
  await Promise.all([api?.destroy(), owner?.destroy()]);
  await database.drop();
});

const asked = (subjectId: string, change: Partial<SpendApproval> = {}): SpendApproval => ({
  id: newId(at),
  subjectId,
  offer: { offerId: 'pack-100', credits: 100, amountMinor: 900, currency: 'usd', monthly: false },
  state: 'waiting',
  askedAt: at,
  decidedAt: null,
  usedAt: null,
  ...change,
});

describe('what a minor asked to buy', () => {
  it('is read back as it was written, by page, and only by its own person', async () => {
    const [ada, eve] = [newId(at), newId(at)];
    const all = [1, 2, 3].map((n) => asked(ada, { id: newId(new Date(at.getTime() + n)) }));
    for (const one of all) await units.transaction(ada, (uow) => approvals.insert(uow, one));
    expect(await units.transaction(ada, (uow) => approvals.page(uow, ada, { before: null, limit: 2 }))).toEqual([all[2], all[1]]);
    expect(await units.transaction(ada, (uow) => approvals.page(uow, ada, { before: all[1]?.id ?? '', limit: 2 }))).toEqual([all[0]]);
    expect(await units.transaction(eve, (uow) => approvals.page(uow, ada, { before: null, limit: 2 }))).toEqual([]);
    expect(await units.transaction(eve, (uow) => approvals.lock(uow, all[0]?.id ?? ''))).toBeNull();
    expect(await units.transaction(ada, (uow) => approvals.lockAll(uow, ada, at))).toEqual([]);
  });

  it('takes the answer and its use, and nothing that contradicts itself', async () => {
    const ada = newId(at);
    const one = asked(ada);
    const used: SpendApproval = { ...one, state: 'used', decidedAt: at, usedAt: addPeriod(at, 'P1D') };
    await units.transaction(ada, (uow) => approvals.insert(uow, one));
    await units.transaction(ada, (uow) => approvals.save(uow, used));
    expect(await units.transaction(ada, (uow) => approvals.find(uow, one.id))).toEqual(used);
    const unsound = units.transaction(ada, (uow) => approvals.save(uow, { ...one, state: 'approved' }));
    await expect(unsound).rejects.toThrow(/violates check constraint/);
  });

  it('given two who ask at once for the same person, then the second sees what the first wrote', async () => {
    const ada = newId(at);
    const guardian = { email: 'parent@example.org', state: 'agreed', askedAt: at, agreedAt: at } as const;
    await units.transaction(ada, (uow) => new PostgresGuardians().put(uow, ada, guardian));
    const ask = () =>
      units.transaction(ada, async (uow) => {
        const known = await approvals.lockAll(uow, ada, subtractPeriod(at, 'P1D'));
        if (known.length === 0) await approvals.insert(uow, asked(ada));
        return known.length;
      });
    expect((await Promise.all([ask(), ask(), ask()])).toSorted()).toEqual([0, 1, 1]);
  });
});

describe('an answer that comes while what was approved is being bought', () => {
  it('waits, and then finds it used', async () => {
    const ada = newId(at);
    const yes = asked(ada, { state: 'approved', decidedAt: at });
    await units.transaction(ada, (uow) => approvals.insert(uow, yes));
    const answering = await units.transaction(ada, async (uow) => {
      expect(await approvals.lockAll(uow, ada, subtractPeriod(at, 'P1D'))).toEqual([yes]);
      const answer = units.transaction(ada, (other) => approvals.lock(other, yes.id));
      expect(await Promise.race([answer, pause(200)])).toBe(undefined);
      await approvals.save(uow, { ...yes, state: 'used', usedAt: at });
      return { answer };
    });
    expect(await answering.answer).toMatchObject({ state: 'used' });
  });
});

describe('a guardian’s link', () => {
  it('is found by its digest before anybody is known, and counted', async () => {
    const key = Buffer.alloc(32, 7);
    const ada = newId(at);
    const link = newGuardianLink(key, { id: newId(at), subjectId: ada }, at);
    await units.transaction(null, (uow) => links.insert(uow, link));
    expect(await units.transaction(null, (uow) => links.find(uow, link.digest))).toEqual({ ...link, digest: Buffer.from(link.digest) });
    expect(await units.transaction(null, (uow) => links.find(uow, guardianTokenDigest(key, 'another')))).toBeNull();
    expect(await units.transaction(null, (uow) => links.countSince(uow, ada, new Date(at.getTime() - 1)))).toBe(1);
    expect(await units.transaction(null, (uow) => links.countSince(uow, ada, at))).toBe(0);
  });
});

describe('totals of somebody’s activity', () => {
  it('are twelve months, newest first, with what was spent, bought and made in each', async () => {
    const { subjectId } = await insertSomebody(owner as DataSource);
    const insert = `INSERT INTO credit_transactions (subject_id, sequence, id, at, kind, amount, balance, held, ends_hold, note, accounts, lot_ids, amounts)
      VALUES ($1, $2, $3, $4, 'capture', 0, 0, 0, false, 'spent', ARRAY['held', 'consumption'], ARRAY[$5, $5]::uuid[], ARRAY[-($6::bigint), $6::bigint])`;
    await (owner as DataSource).query('ALTER TABLE credit_transactions DROP CONSTRAINT credit_transactions_sound');
    for (const [n, when, credits] of [
      [1, '2026-03-01T08:00:00Z', 4],
      [2, '2026-03-31T23:59:59Z', 6],
      [3, '2026-02-28T23:59:59Z', 5],
      [4, '2025-03-31T23:59:59Z', 9],
    ] as const)
      await (owner as DataSource).query(insert, [subjectId, n, newId(at), when, newId(at), credits]);
    const totals = await units.transaction(subjectId, (uow) => readActivityTotals(uow, subjectId, new Date('2026-03-31T23:59:59Z')));
    expect(totals).toHaveLength(12);
    expect(totals.slice(0, 3)).toEqual([
      { month: '2026-03', creditsSpent: 10, creditsBought: 100, creations: 2 },
      { month: '2026-02', creditsSpent: 5, creditsBought: 0, creations: 1 },
      { month: '2026-01', creditsSpent: 0, creditsBought: 0, creations: 0 },
    ]);
    expect(totals[11]).toEqual({ month: '2025-04', creditsSpent: 0, creditsBought: 0, creations: 0 });
    const somebodyElse = newId(at);
    const seen = await units.transaction(somebodyElse, (uow) => readActivityTotals(uow, subjectId, at));
    expect(seen.every(({ creditsSpent, creditsBought }) => creditsSpent + creditsBought === 0)).toBe(true);
  });
});
