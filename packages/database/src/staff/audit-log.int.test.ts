import { newId, type Id } from '@keepword/primitives';
import { AuditVerification } from '@keepword/staff';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresStaffAudit } from './audit-log.js';

const at = new Date('2026-03-02T08:00:00Z');
const audit = new PostgresStaffAudit();
let database: TestDatabase;
let [service, owner]: DataSource[] = [];

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  service = await openDatabase(database.urlFor('privacy_service'));
  owner = await openDatabase(database.url);
});
afterAll(async () => {
  await Promise.all([service?.destroy(), owner?.destroy()]);
  await database.drop();
});

const units = () => new PostgresUnitOfWork(service as DataSource);
const append = (staffId: Id, targetId: string | null = null) =>
  units().transaction(null, (uow) =>
    audit.append(uow, {
      at,
      action: 'POST /v1/console/holds',
      outcome: 'asked',
      staffId,
      targetId,
      detail: null,
      reason: 'a court asked for it',
    }),
  );
const all = () => units().transaction(null, (uow) => audit.following(uow, 0, 1_000));
async function verdict() {
  const verification = new AuditVerification();
  for (const entry of await all()) verification.add(entry);
  return verification.verdict();
}

describe('the team’s log in the database', () => {
  it('stays one chain, however many write at once', async () => {
    const staffId = newId(at);
    await Promise.all(Array.from({ length: 12 }, () => append(staffId)));
    expect((await all()).map(({ sequence }) => sequence)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
    expect(await verdict()).toMatchObject({ verdict: 'intact', entries: 12, erased: 0 });
  });

  it('is found by who did it and by what it is about, newest first, in pages', async () => {
    const [staffId, targetId] = [newId(at), newId(at)];
    const [first, second] = [await append(staffId, targetId), await append(staffId)];
    const page = (filter: object, before: number | null = null) =>
      units().transaction(null, async (uow) => (await audit.page(uow, filter, { before, limit: 10 })).map(({ sequence }) => sequence));
    expect(await page({ staffId })).toEqual([second.sequence, first.sequence]);
    expect(await page({ staffId }, second.sequence)).toEqual([first.sequence]);
    expect(await page({ targetId })).toEqual([first.sequence]);
  });

  it('takes back nothing when what it was written with is undone', async () => {
    const before = (await all()).length;
    const undone = units().transaction(null, async (uow) => {
      await audit.append(uow, { at, action: 'a', outcome: 'asked', staffId: newId(at), targetId: null, detail: null, reason: null });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    expect(await all()).toHaveLength(before);
    expect(await verdict()).toMatchObject({ verdict: 'intact' });
  });

  it.each([
    ['a change', `UPDATE staff_audit SET reason = 'another' WHERE sequence = 1`],
    ['a change of a hash', `UPDATE staff_audit SET hash = repeat('0', 64), salt = NULL WHERE sequence = 1`],
    ['a removal', 'DELETE FROM staff_audit WHERE sequence = 1'],
    ['an emptying', 'TRUNCATE staff_audit'],
  ])('refuses %s, also to the owner of the database', async (_what, statement) => {
    await append(newId(at));
    await expect((owner as DataSource).query(statement)).rejects.toThrow(/append-only/);
    await expect((service as DataSource).query(statement)).rejects.toThrow(/permission denied/);
  });

  it('lets a payload go whose time is over, and the chain holds', async () => {
    const { sequence } = await append(newId(at), newId(at));
    await (owner as DataSource).query(
      'UPDATE staff_audit SET salt = NULL, staff_id = NULL, target_id = NULL, detail = NULL, reason = NULL WHERE sequence = $1',
      [sequence],
    );
    expect((await all()).at(-1)?.payload).toBeNull();
    expect(await verdict()).toMatchObject({ verdict: 'intact', erased: 1 });
  });
});
