import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresFeedback, type StoredFeedback } from './feedback.js';

const at = new Date('2026-03-01T08:00:00Z');

describe('feedback', () => {
  let database: TestDatabase;
  let source: DataSource;
  const store = new PostgresFeedback();
  const said = (subjectId: string, change: Partial<StoredFeedback> = {}): StoredFeedback => ({
    id: newId(at),
    subjectId,
    creationId: null,
    rating: 4,
    sealedText: Buffer.from('sealed'),
    profileId: 'fluxkrea',
    policyVersion: 'v1',
    createdAt: at,
    ...change,
  });
  const as = <T>(subjectId: string, work: Parameters<PostgresUnitOfWork['transaction']>[1]) =>
    new PostgresUnitOfWork(source).transaction(subjectId, work) as Promise<T>;

  beforeAll(async () => {
    database = await testDatabase('keepword_template');
    source = await openDatabase(database.urlFor('core_api'));
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given some, then it is listed by page, newest first, for the person alone', async () => {
    const [ada, eve] = [newId(at), newId(at)];
    const all = [1, 2, 3].map((rating) => said(ada, { id: newId(new Date(at.getTime() + rating)), rating, sealedText: null }));
    for (const one of all) expect(await as(ada, (uow) => store.insert(uow, one, 10))).toBe(true);
    const first = await as<StoredFeedback[]>(ada, (uow) => store.page(uow, ada, { before: null, limit: 2 }));
    expect(first).toEqual([all[2], all[1]]);
    const second = await as<StoredFeedback[]>(ada, (uow) => store.page(uow, ada, { before: all[1]?.id ?? '', limit: 2 }));
    expect(second).toEqual([all[0]]);
    expect(await as(eve, (uow) => store.page(uow, ada, { before: null, limit: 2 }))).toEqual([]);
  });

  it('given as much as one person may say, then nothing more is written until some is taken back', async () => {
    const [ada, eve] = [newId(at), newId(at)];
    const [first, second] = [said(ada), said(ada)];
    expect(await as(ada, (uow) => store.insert(uow, first, 1))).toBe(true);
    expect(await as(ada, (uow) => store.insert(uow, second, 1))).toBe(false);
    expect(await as(eve, (uow) => store.remove(uow, ada, first.id))).toBe(false);
    expect(await as(ada, (uow) => store.remove(uow, ada, first.id))).toBe(true);
    expect(await as(ada, (uow) => store.remove(uow, ada, first.id))).toBe(false);
    expect(await as(ada, (uow) => store.insert(uow, second, 1))).toBe(true);
  });

  it('given neither a rating nor a text, then the table refuses it', async () => {
    const ada = newId(at);
    await expect(as(ada, (uow) => store.insert(uow, said(ada, { rating: null, sealedText: null }), 10))).rejects.toThrow(/feedback_check/);
  });
});
