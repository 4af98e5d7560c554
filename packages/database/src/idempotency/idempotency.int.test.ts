import { createHash } from 'node:crypto';
import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { entityManagerOf, PostgresUnitOfWork } from '../unit-of-work.js';
import { forgetAnswersAbout, isKeyInUse, KeyTaken, PostgresIdempotency } from './idempotency.js';

const at = new Date('2026-03-01T08:00:00Z');
const secondsLater = (seconds: number) => new Date(at.getTime() + seconds * 1_000);
const hour = 3_600;
const digest = (body: string) => createHash('sha256').update(body).digest();
const [route, key] = ['POST /v1/creations', 'key-1'];

describe('idempotency', () => {
  let database: TestDatabase;
  let source: DataSource;
  let idempotency: PostgresIdempotency;
  let subjectId: string;

  const claim = (when = at, body = 'a', of = { subjectId, route, key }) => idempotency.claim({ ...of, claimedAt: when }, digest(body));
  const first = () => ({ subjectId, route, key, claimedAt: at });
  const answer = (text: string, creationId?: string) =>
    new PostgresUnitOfWork(source).transaction(subjectId, (uow) =>
      idempotency.answer(uow, first(), { status: 202, sealed: Buffer.from(text), creationId }),
    );

  beforeAll(async () => {
    database = await testDatabase('keepword_template');
    source = await openDatabase(database.urlFor('core_api'));
    idempotency = new PostgresIdempotency(new PostgresUnitOfWork(source));
  });
  beforeEach(() => {
    subjectId = newId(at);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given a new key, then the first one runs and others hear that it does', async () => {
    expect(await claim()).toEqual({ claim: 'first' });
    expect(await claim(secondsLater(29))).toEqual({ claim: 'running' });
  });

  it('given ten at once, then one is the first', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claim()));
    expect(claims.filter((made) => made.claim === 'first')).toHaveLength(1);
    expect(claims.filter((made) => made.claim === 'running')).toHaveLength(9);
  });

  it('given another body under the same key, then that is said, running or answered', async () => {
    await claim();
    expect(await claim(at, 'b')).toEqual({ claim: 'other-body' });
    await answer('made');
    expect(await claim(at, 'b')).toEqual({ claim: 'other-body' });
  });

  it('given an answer, then it is given again, until 24 hours have passed', async () => {
    await claim();
    await answer('made');
    const again = await claim(secondsLater(24 * hour - 1));
    expect(again).toMatchObject({ claim: 'answered', status: 202 });
    expect('answer' in again && Buffer.from(again.answer).toString()).toBe('made');
    expect(await claim(secondsLater(24 * hour))).toEqual({ claim: 'first' });
    expect(await claim(secondsLater(24 * hour + 1))).toEqual({ claim: 'running' });
  });

  it('given a process that died before it answered, then after half a minute the key may be tried again', async () => {
    await claim();
    expect(await claim(secondsLater(30), 'b')).toEqual({ claim: 'first' });
    expect(await claim(secondsLater(30), 'b')).toEqual({ claim: 'running' });
  });

  it('given a request that was given up for dead, when it answers late, then its answer is not taken for another body’s', async () => {
    await claim();
    await claim(secondsLater(30), 'b');
    expect(await answer('late')).toBe(false);
    expect(await claim(secondsLater(31), 'b')).toEqual({ claim: 'running' });
    await idempotency.abandon(first());
    expect(await claim(secondsLater(31), 'b')).toEqual({ claim: 'running' });
  });

  it('given a request that changed nothing, then its key is free again', async () => {
    await claim();
    await idempotency.abandon(first());
    expect(await claim(at, 'b')).toEqual({ claim: 'first' });
  });

  it('given an answer, when abandoned by mistake, then it stays', async () => {
    await claim();
    await answer('made');
    await idempotency.abandon(first());
    expect(await claim()).toMatchObject({ claim: 'answered' });
  });

  it('given an answer about a creation that is purged, then key and day stay, and nothing of what was asked or answered', async () => {
    const [creationId, other] = [newId(at), newId(at)];
    const worker = await openDatabase(database.urlFor('worker'), { connectionsMax: 1 });
    const purge = (id: string) =>
      new PostgresUnitOfWork(worker).transaction(subjectId, (uow) => forgetAnswersAbout(uow, { creationId: id, subjectId }));
    try {
      await claim();
      await answer('made', creationId);
      await purge(other);
      expect(await claim()).toMatchObject({ claim: 'answered' });
      await purge(creationId);
    } finally {
      await worker.destroy();
    }
    const kept = await new PostgresUnitOfWork(source).transaction(subjectId, (uow) =>
      entityManagerOf(uow).query<unknown[]>('SELECT body_digest, answer, creation_id FROM idempotency_records'),
    );
    expect(kept).toEqual([{ body_digest: null, answer: null, creation_id: null }]);
    expect(await claim(secondsLater(24 * hour - 1))).toEqual({ claim: 'gone' });
    expect(await claim(secondsLater(40), 'b')).toEqual({ claim: 'gone' });
    expect(await claim(secondsLater(24 * hour))).toEqual({ claim: 'first' });
  });

  describe('recorded together with what it answers', () => {
    const units = () => new PostgresUnitOfWork(source);
    const record = (text: string, when = at, body = 'a', meanwhile: () => Promise<unknown> = () => Promise.resolve()) =>
      units().transaction(subjectId, async (uow) => {
        const recorded = { status: 202, sealed: Buffer.from(text), creationId: newId(at) };
        await idempotency.record(uow, { subjectId, route, key, claimedAt: when }, digest(body), recorded);
        await meanwhile();
      });
    const find = (when = at, body = 'a') => idempotency.find({ subjectId, route, key, claimedAt: when }, digest(body));

    it('given an answer, then it is found for 24 hours, and another body is told apart', async () => {
      expect(await find()).toBeNull();
      await record('made');
      expect(await find(secondsLater(24 * hour - 1))).toMatchObject({ claim: 'answered', status: 202, answer: Buffer.from('made') });
      expect(await find(at, 'b')).toEqual({ claim: 'other-body' });
      expect(await claim()).toMatchObject({ claim: 'answered' });
      expect(await find(secondsLater(24 * hour))).toBeNull();
      await record('made anew', secondsLater(24 * hour), 'b');
      expect(await find(secondsLater(24 * hour), 'b')).toMatchObject({ answer: Buffer.from('made anew') });
    });

    it('given a used key, then a second answer undoes its unit of work', async () => {
      await record('made');
      await expect(record('made twice', secondsLater(1))).rejects.toBeInstanceOf(KeyTaken);
      expect(await find()).toMatchObject({ answer: Buffer.from('made') });
    });

    it('given an answer that is being recorded, then others hear that at once and do not wait', async () => {
      let finish: (() => void) | undefined;
      const finished = new Promise<void>((resolve) => (finish = resolve));
      let begun: (() => void) | undefined;
      const hasBegun = new Promise<void>((resolve) => (begun = resolve));
      const first = record('made', at, 'a', () => {
        begun?.();
        return finished;
      });
      await hasBegun;
      const others = await Promise.allSettled(Array.from({ length: 5 }, () => record('made twice')));
      expect(others.map((other) => other.status === 'rejected' && isKeyInUse(other.reason))).toEqual(Array(5).fill(true));
      finish?.();
      await first;
      expect(await find()).toMatchObject({ claim: 'answered', answer: Buffer.from('made') });
    });

    it('given a unit of work that is undone, then its key is free', async () => {
      await expect(record('made', at, 'a', () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
      expect(await find()).toBeNull();
      await record('made after all');
    });
  });

  it('given another person or another route, then the key is theirs', async () => {
    await claim();
    expect(await claim(at, 'a', { subjectId: newId(at), route, key })).toEqual({ claim: 'first' });
    expect(await claim(at, 'a', { subjectId, route: 'POST /v1/billing/checkouts', key })).toEqual({ claim: 'first' });
  });
});
