import type { ErasureDesk } from '@keepword/composition';
import { openDatabase, PostgresEvidence } from '@keepword/database';
import { addPeriod, fixedClock } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { erasedTracesProbe } from './erased-traces-probe.js';

const at = new Date('2026-03-01T08:00:00Z');
type Traces = NonNullable<Awaited<ReturnType<ErasureDesk['searchErased']>>>;
const nothing: Traces = { people: 3, traces: 0, places: [] };

let platform: TestDatabase;
let database: DataSource;

beforeEach(async () => {
  platform = await testDatabase('keepword_template');
  database = await openDatabase(platform.urlFor('worker'));
});
afterEach(async () => {
  await database.destroy();
  await platform.drop();
});

/** A world whose search answers what a test says, and whose log is read. */
function probed() {
  const clock = fixedClock(at);
  const world = { found: nothing as Traces | null, finished: 1, alarms: [] as object[] };
  const sweep = erasedTracesProbe({ searchErased: async () => world.found, finishedErasures: async () => world.finished }, {
    clock,
    logger: { error: (what: object) => world.alarms.push(what) },
    storage: { database },
  } as never);
  const measured = async () => (await new PostgresEvidence(database).newest()).map(({ measured: traces, sample }) => [traces, sample]);
  const runs = async () => (await database.query<unknown[]>('SELECT FROM evidence_runs')).length;
  return { clock, world, sweep, measured, runs };
}

describe('the evidence of erased people', () => {
  it('is written down with over how many it was measured, and alarms at every run that finds something', async () => {
    const { clock, world, sweep, measured } = probed();
    await sweep.run();
    expect([await measured(), world.alarms]).toEqual([[[0, 3]], []]);
    world.found = { people: 3, traces: 2, places: ['outgoing_mails.subject_id', 'queue'] };
    for (const days of [1, 2]) {
      clock.set(addPeriod(at, `P${days}D`));
      await sweep.run();
    }
    expect(await measured()).toEqual([[2, 3]]);
    const alarm = { probe: 'erased-traces', traces: 2, places: ['outgoing_mails.subject_id', 'queue'], people: 3 };
    expect(world.alarms).toEqual([alarm, alarm]);
  });

  it('is gathered once a day and after each erasure, and not while a restore waits', async () => {
    const { clock, world, sweep, runs } = probed();
    world.found = null;
    await sweep.run();
    expect(await runs()).toBe(0);
    world.found = nothing;
    for (let times = 0; times < 3; times += 1) await sweep.run();
    expect(await runs()).toBe(1);
    world.finished = 2;
    await sweep.run();
    expect(await runs()).toBe(2);
    clock.set(addPeriod(at, 'P1D'));
    await sweep.run();
    expect(await runs()).toBe(3);
  });
});
