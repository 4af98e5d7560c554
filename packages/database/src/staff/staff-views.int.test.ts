import { newId, type UnitOfWork } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresStaffDirectory } from './staff-directory.js';
import { PostgresStaffViews } from './staff-views.js';

const at = new Date('2026-03-01T08:00:00Z');
const [ada, berta] = [newId(at), newId(at)];

let platform: TestDatabase;
let [owner, service]: DataSource[] = [];

beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  [owner, service] = [await openDatabase(platform.url), await openDatabase(platform.urlFor('privacy_service'))];
  for (const [id, email, roles] of [
    [ada, 'ada@example.org', ['privacy-officer', 'support']],
    [berta, 'berta@example.org', ['moderator']],
  ] as const) {
    await owner.query('INSERT INTO staff_members VALUES ($1, $2, $3, $4, $4)', [id, email, Buffer.alloc(80), at]);
    for (const role of roles) await owner.query('INSERT INTO staff_roles VALUES ($1, $2, $3)', [id, role, at]);
  }
  await owner.query(`INSERT INTO staff_members VALUES ($1, 'gone@example.org', $2, $3, $3)`, [newId(at), Buffer.alloc(80), at]);
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), service?.destroy()]);
  await platform?.drop();
});

const inTransaction = <T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> => {
  if (!service) throw new Error('nothing was opened');
  return new PostgresUnitOfWork(service).transaction(null, work);
};

describe('the team', () => {
  const directory = new PostgresStaffDirectory();
  const listed = (role: Parameters<typeof directory.list>[1]) => inTransaction((uow) => directory.list(uow, role));

  it('is whoever has a role, by address, and can be narrowed to one', async () => {
    expect(await listed(null)).toEqual([
      { staffId: ada, email: 'ada@example.org', roles: ['privacy-officer', 'support'] },
      { staffId: berta, email: 'berta@example.org', roles: ['moderator'] },
    ]);
    expect((await listed('support')).map(({ staffId }) => staffId)).toEqual([ada]);
    expect(await listed('auditor')).toEqual([]);
    expect(await inTransaction((uow) => directory.rolesOf(uow, berta))).toEqual(['moderator']);
    expect(await inTransaction((uow) => directory.rolesOf(uow, newId(at)))).toEqual([]);
  });
});

describe('views of the case list', () => {
  const views = new PostgresStaffViews();
  const save = (staffId: string, name: string, filters: object = {}, max = 3) =>
    inTransaction((uow) => views.save(uow, staffId, { id: newId(at), name, filters, createdAt: at }, max));
  const namesOf = async (staffId: string) => (await inTransaction((uow) => views.list(uow, staffId))).map(({ name }) => name);

  it('are one’s own, by name, and saved again take the place of the one before', async () => {
    const first = await save(ada, 'Late', { due: 'overdue' });
    const again = await save(ada, 'Late', { due: 'day' });
    expect(again).toEqual({ ...first, filters: { due: 'day' } });
    await save(berta, 'Late');
    await save(ada, 'Erasures', { class: ['erasure'] });
    expect([await namesOf(ada), await namesOf(berta)]).toEqual([['Erasures', 'Late'], ['Late']]);
  });

  it('are no more than are allowed, also when many come at once', async () => {
    const many = await Promise.all(Array.from({ length: 6 }, (_, index) => save(berta, `View ${index}`)));
    expect(many.filter(Boolean)).toHaveLength(2);
    expect(await namesOf(berta)).toHaveLength(3);
    expect(await save(berta, 'Late', { due: 'week' })).not.toBeNull();
  });

  it('are deleted by whose they are', async () => {
    const [view] = await inTransaction((uow) => views.list(uow, ada));
    const remove = (staffId: string) => inTransaction((uow) => views.delete(uow, staffId, view?.id ?? ''));
    expect([await remove(berta), await remove(ada), await remove(ada)]).toEqual([false, true, false]);
  });
});
