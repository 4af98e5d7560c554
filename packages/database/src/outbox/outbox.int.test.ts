import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { countSetAside, PostgresOutbox, relayOutbox, type OutboxEntry, type RefusedEntry } from './outbox.js';

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
  const relay = async (limit: number, publish: (entries: readonly OutboxEntry[]) => unknown, when = at) =>
    (
      await relayOutbox(worker, { at: when, limit }, async (entries) => {
        await publish(entries);
        return [];
      })
    ).taken;
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
    expect(await relay(2, publish)).toBe(2);
    expect(await relay(2, publish)).toBe(1);
    expect(await relay(2, publish)).toBe(0);
    expect(numbers(published)).toEqual([0, 1, 2]);
    expect(published[0]).toMatchObject({ topic: 'mail.send', payload: { n: 0, subjectId } });
  });

  it('given a cause that is undone, then its entry is as well', async () => {
    const failed = new PostgresUnitOfWork(api).transaction(subjectId, async (uow) => {
      await outbox.append(uow, 'mail.send', { subjectId }, at);
      throw new Error('changed our mind');
    });
    await expect(failed).rejects.toThrow('changed our mind');
    expect(await relay(10, () => Promise.reject(new Error('nothing to publish')))).toBe(0);
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
    expect(await Promise.all([relay(10, into(mine)), relay(10, into(theirs))])).toEqual([10, 10]);
    expect(numbers([...(mine ?? []), ...(theirs ?? [])]).toSorted((a, b) => Number(a) - Number(b))).toEqual(upTo(20));
  });

  it('given a queue that is away, then that is no entry’s fault: all wait for the next time', async () => {
    await write(2);
    await expect(relay(10, () => Promise.reject(new Error('the queue is away')))).rejects.toThrow('the queue is away');
    expect(await countSetAside(worker)).toEqual([]);
    const published: OutboxEntry[] = [];
    expect(await relay(10, async (entries) => void published.push(...entries))).toBe(2);
    expect(numbers(published)).toEqual([0, 1]);
  });

  it('given a crash after handing over and before removing, then the same ids come again', async () => {
    await write(2);
    const first: OutboxEntry[] = [];
    const second: OutboxEntry[] = [];
    const crashing = relay(10, async (entries) => {
      first.push(...entries);
      // The server ends the relay's connection, as a killed process would.
      await api.query('SELECT 1');
      const owner = await openDatabase(database.url, { connectionsMax: 1 });
      await owner.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'worker' AND datname = current_database()`);
      await owner.destroy();
    });
    await expect(crashing).rejects.toThrow();
    expect(await relay(10, async (entries) => void second.push(...entries))).toBe(2);
    expect(second).toEqual(first);
  });

  it('given entries that nothing takes, then they are set aside and counted, and the others go on', async () => {
    await write(6);
    const poisoned = (entry: OutboxEntry) => Number(entry.payload['n']) % 3 === 0;
    const published: OutboxEntry[] = [];
    const publish = async (entries: readonly OutboxEntry[]): Promise<RefusedEntry[]> => {
      published.push(...entries.filter((entry) => !poisoned(entry)));
      return entries.filter(poisoned).map(({ id }) => ({ id, because: 'payload-invalid' }));
    };
    const run = (when: Date) => relayOutbox(worker, { at: when, limit: 3 }, publish);

    const first = await run(at);
    expect([first.taken, first.setAside.map(({ topic, because, attempts }) => [topic, because, attempts])]).toEqual([
      3,
      [['mail.send', 'payload-invalid', 1]],
    ]);
    expect((await run(at)).taken).toBe(3);
    expect(numbers(published)).toEqual([1, 2, 4, 5]);
    expect(await run(later(59_999))).toEqual({ taken: 0, setAside: [] });
    expect(await countSetAside(worker)).toEqual([{ topic: 'mail.send', because: 'payload-invalid', count: 2 }]);

    // Tried again after one minute, then two, four …, at most an hour; a later version may take it.
    const pauses: number[] = [];
    let now = later(60_000);
    for (let n = 0; n < 8; n += 1) {
      const { setAside } = await run(now);
      pauses.push(((setAside[0]?.retryAt.getTime() ?? 0) - now.getTime()) / 60_000);
      now = setAside[0]?.retryAt ?? now;
    }
    expect(pauses).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(await relay(10, (entries) => published.push(...entries), now)).toBe(2);
    expect(numbers(published).slice(-2)).toEqual([0, 3]);
    expect(await countSetAside(worker)).toEqual([]);
  });

  it('given a payload that is more than ids, then the table refuses it', async () => {
    const tooMuch = new PostgresUnitOfWork(api).transaction(subjectId, (uow) =>
      outbox.append(uow, 'mail.send', { text: 'x'.repeat(2_000) }, at),
    );
    await expect(tooMuch).rejects.toThrow(/outbox_payload_check/);
  });
});
