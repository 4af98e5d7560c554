import { newId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresSubjectEvents, SUBJECT_EVENTS_CHANNEL } from './subject-events.js';

const at = new Date('2026-03-01T08:00:00Z');
const progress = (percent: number) => ({ type: 'creation.progress', percent });
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('events of a subject', () => {
  let database: TestDatabase;
  let source: DataSource;
  let units: PostgresUnitOfWork;
  const events = new PostgresSubjectEvents();
  const publish = (subjectId: string, event: object) =>
    units.transaction(subjectId, (uow) => events.publish(uow, subjectId, event as Record<string, unknown>, at));

  beforeAll(async () => {
    database = await testDatabase('keepword_template');
    source = await openDatabase(database.urlFor('core_api'));
    units = new PostgresUnitOfWork(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given several events, then they come in order, from where the reader was, as many as it asked for', async () => {
    const subjectId = newId(at);
    for (const percent of [1, 2, 3, 4]) await publish(subjectId, progress(percent));
    const [first, second, ...rest] = await events.after(units, subjectId, '0', 10);
    expect([first, second, ...rest].map((entry) => entry?.event)).toEqual([1, 2, 3, 4].map(progress));
    expect(await events.after(units, subjectId, second?.seq ?? '', 10)).toEqual(rest);
    expect(await events.after(units, subjectId, second?.seq ?? '', 1)).toEqual(rest.slice(0, 1));
    expect(await events.newest(units, subjectId)).toBe(rest.at(-1)?.seq);
    expect(await events.after(units, subjectId, rest.at(-1)?.seq ?? '', 10)).toEqual([]);
  });

  it('given two people, then neither reads the other’s events', async () => {
    const [ada, berta] = [newId(at), newId(at)];
    await publish(ada, progress(1));
    expect(await events.after(units, berta, '0', 10)).toEqual([]);
    expect(await events.newest(units, berta)).toBe('0');
  });

  it('given a transaction that is undone, then nothing was told', async () => {
    const subjectId = newId(at);
    const failed = units.transaction(subjectId, async (uow) => {
      await events.publish(uow, subjectId, progress(1), at);
      throw new Error('changed our mind');
    });
    await expect(failed).rejects.toThrow('changed our mind');
    expect(await events.after(units, subjectId, '0', 10)).toEqual([]);
  });

  it('given a slow transaction that published first, then nobody is told the later event before the earlier', async () => {
    const subjectId = newId(at);
    let commit = () => {};
    const mayCommit = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let published = () => {};
    const isPublished = new Promise<void>((resolve) => {
      published = resolve;
    });
    const slow = units.transaction(subjectId, async (uow) => {
      await events.publish(uow, subjectId, progress(1), at);
      published();
      await mayCommit;
    });
    await isPublished;
    const quick = publish(subjectId, progress(2));
    await pause(150);
    expect(await events.after(units, subjectId, '0', 10)).toEqual([]);
    // Somebody else's events do not wait.
    await publish(newId(at), progress(3));
    commit();
    await Promise.all([slow, quick]);
    expect((await events.after(units, subjectId, '0', 10)).map(({ event }) => event)).toEqual([progress(1), progress(2)]);
  });

  it('given fifty at once, then a reader that follows misses none and reads none twice', async () => {
    const subjectId = newId(at);
    const seen: number[] = [];
    let last = '0';
    const read = async () => {
      for (const { seq, event } of await events.after(units, subjectId, last, 100)) {
        seen.push(Number(event['percent']));
        last = seq;
      }
    };
    const writers = { busy: true };
    const reader = (async () => {
      while (writers.busy) await read();
    })();
    await Promise.all(Array.from({ length: 50 }, (_, index) => publish(subjectId, progress(index))));
    writers.busy = false;
    await reader;
    await read();
    expect(seen.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  it('given a listener, when an event is committed, then it is told whose it is and nothing else', async () => {
    const subjectId = newId(at);
    const listener = new Client({ connectionString: database.urlFor('core_api') });
    await listener.connect();
    try {
      await listener.query(`LISTEN ${SUBJECT_EVENTS_CHANNEL}`);
      const told = new Promise((resolve) => listener.once('notification', ({ payload }) => resolve(payload)));
      await publish(subjectId, progress(1));
      expect(await told).toBe(subjectId);
    } finally {
      await listener.end();
    }
  });
});
