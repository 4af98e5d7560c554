import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresStaffReads } from './staff-reads.js';

const at = new Date('2026-03-02T08:00:00Z');
const reads = new PostgresStaffReads();
let database: TestDatabase;
let [desk, service]: DataSource[] = [];

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  desk = await openDatabase(database.urlFor('participant_cases'));
  service = await openDatabase(database.urlFor('privacy_service'));
});
afterAll(async () => {
  await Promise.all([desk?.destroy(), service?.destroy()]);
  await database.drop();
});

const atDesk = () => new PostgresUnitOfWork(desk as DataSource);
const asPerson = () => new PostgresUnitOfWork(service as DataSource);
const page = { before: null, limit: 10 };
const readOf = (subjectId: string | null, caseId: string, reason = 'to answer the request') => ({
  id: newId(at),
  staffId: newId(at),
  subjectId,
  caseId,
  reason,
  at,
});

describe('what the team reads of a person', () => {
  it('is seen by that person and nobody else, with its reason, newest first', async () => {
    const [ada, berta, caseId] = [newId(at), newId(at), newId(at)];
    const [first, second] = [readOf(ada, caseId), readOf(ada, caseId, 'to check the attachment')];
    await atDesk().transaction(null, async (uow) => {
      for (const one of [first, second, readOf(berta, newId(at))]) await reads.record(uow, one);
    });
    const seen = await asPerson().transaction(ada, (uow) => reads.ofSubject(uow, ada, page));
    expect(seen).toEqual([first, second].toSorted((a, b) => (a.id < b.id ? 1 : -1)));
    expect(await asPerson().transaction(berta, (uow) => reads.ofSubject(uow, ada, page))).toEqual([]);
    expect(await atDesk().transaction(null, (uow) => reads.ofCase(uow, caseId, page))).toHaveLength(2);
    const older = { before: seen[0]?.id ?? null, limit: 10 };
    expect(await asPerson().transaction(ada, (uow) => reads.ofSubject(uow, ada, older))).toHaveLength(1);
  });

  it('before it was proven whom a case is about, becomes theirs with the proof', async () => {
    const [ada, caseId] = [newId(at), newId(at)];
    await atDesk().transaction(null, (uow) => reads.record(uow, readOf(null, caseId)));
    expect(await asPerson().transaction(ada, (uow) => reads.ofSubject(uow, ada, page))).toEqual([]);
    await atDesk().transaction(null, (uow) => reads.attribute(uow, caseId, ada));
    expect(await asPerson().transaction(ada, (uow) => reads.ofSubject(uow, ada, page))).toHaveLength(1);
  });

  it('cannot be written or changed by the service’s own role', async () => {
    const ada = newId(at);
    await expect(asPerson().transaction(ada, (uow) => reads.record(uow, readOf(ada, newId(at))))).rejects.toThrow(/permission denied/);
  });
});
