import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresOutbox, relayOutbox, type OutboxEntry } from './outbox.js';

const at = new Date('2026-03-01T08:00:00Z');
const later = (ms: number) => new Date(at.getTime() + ms);

describe('the outbox', () => {
  let database: TestDatabase;
  let api: DataSource;
  let worker: DataSource;
  const outbox = new PostgresOutbox();
  const subjectId = newId(at);

  const write = (count: number) =>
    new PostgresUnitOfWork(api).transaction(subjectId, async (uow) => {
      for (let n = 0; n < count; n += 1) await outbox.append(uow, 'mail.send', { n, subjectId }, later(n));
    });
  const numbers = (entries: readonly OutboxEntry[]) => entries.map(({ payload }) => payload['n']);
  const upTo = (count: number) => Array.from({ length: count }, (_, n) => n);

  beforeEach(async () => {
    database = await testDatabase('keepword_template');
    [api, worker] = await Promise.all([openDatabase(database.urlFor('core_api')), openDatabase(database.urlFor('worker'))]);
  });
  afterEach(async () => {
    await Promise.all([api.destroy(), worker.destroy()]);
    await database.drop();
  });

  it('given entries, when relayed, then they are handed over in the order of their instants, and are gone', async () => {
    await write(3);
    const published: OutboxEntry[] = [];
    const publish = async (entries: readonly OutboxEntry[]) => void published.push(...entries);
    expect(await relayOutbox(worker, 2, publish)).toBe(2);
    expect(await relayOutbox(worker, 2, publish)).toBe(1);
    expect(await relayOutbox(worker, 2, publish)).toBe(0);
    expect(numbers(published)).toEqual([0, 1, 2]);
    expect(published[0]).toMatchObject({ topic: 'mail.send', payload: { n: 0, subjectId } });
  });

  it('given a cause that is undone, then its entry is as well', async () => {
    const failed = new PostgresUnitOfWork(api).transaction(subjectId, async (uow) => {
      await outbox.append(uow, 'mail.send', { subjectId }, at);
      throw new Error('changed our mind');
    });
    await expect(failed).rejects.toThrow('changed our mind');
    expect(await relayOutbox(worker, 10, () => Promise.reject(new Error('nothing to publish')))).toBe(0);
  });

  it('given two relays at once, then they share the entries and hand over none twice', async () => {
    await write(20);
    const [mine, theirs]: OutboxEntry[][] = [[], []];
    let bothHold = () => {};
    const bothAreIn = new Promise<void>((resolve) => {
      bothHold = resolve;
    });
    let inside = 0;
    const into = (published: OutboxEntry[] | undefined) => async (entries: readonly OutboxEntry[]) => {
      published?.push(...entries);
      if ((inside += 1) === 2) bothHold();
      await bothAreIn;
    };
    expect(await Promise.all([relayOutbox(worker, 10, into(mine)), relayOutbox(worker, 10, into(theirs))])).toEqual([10, 10]);
    expect(numbers([...(mine ?? []), ...(theirs ?? [])]).toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(20));
  });

  it('given a queue that is away, then the entries wait for the next time', async () => {
    await write(2);
    await expect(relayOutbox(worker, 10, () => Promise.reject(new Error('the queue is away')))).rejects.toThrow('the queue is away');
    const published: OutboxEntry[] = [];
    expect(await relayOutbox(worker, 10, async (entries) => void published.push(...entries))).toBe(2);
    expect(numbers(published)).toEqual([0, 1]);
  });

  it('given a crash after handing over and before removing, then the same ids come again', async () => {
    await write(2);
    const first: OutboxEntry[] = [];
    const second: OutboxEntry[] = [];
    const crashing = relayOutbox(worker, 10, async (entries) => {
      first.push(...entries);
      // The server ends the relay's connection, as a killed process would.
      await api.query('SELECT 1');
      const owner = await openDatabase(database.url, { connectionsMax: 1 });
      await owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker' AND datname = current_database()`);
      await owner.destroy();
    });
    await expect(crashing).rejects.toThrow();
    expect(await relayOutbox(worker, 10, async (entries) => void second.push(...entries))).toBe(2);
    expect(second).toEqual(first);
  });

  it('given a payload that is more than ids, then the table refuses it', async () => {
    const tooMuch = new PostgresUnitOfWork(api).transaction(subjectId, (uow) =>
      outbox.append(uow, 'mail.send', { text: 'x'.repeat(2_000) }, at),
    );
    await expect(tooMuch).rejects.toThrow(/outbox_payload_check/);
  });
});
