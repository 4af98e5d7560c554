import type { ErasurePlan } from '@keepword/data-rights';
import { openDatabase } from '@keepword/database';
import { newId, type SubjectId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import type { ReplayEntry } from '../erasure/replay-log.js';
import { searchErased, type ErasedTracesPorts } from './erased-traces.js';

const at = new Date('2026-03-01T08:00:00Z');
const nameOf = (subjectId: SubjectId) => `keyed:${subjectId}`;

let platform: TestDatabase;
let owner: DataSource;
let searching: DataSource;

beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  owner = await openDatabase(platform.url);
  searching = await openDatabase(platform.urlFor('participant_erasure'));
});
afterAll(async () => {
  await Promise.all([owner.destroy(), searching.destroy()]);
  await platform.drop();
});

const mailTo = (subjectId: SubjectId) =>
  owner.query(`INSERT INTO outgoing_mails (id, subject_id, template, created_at) VALUES ($1, $2, 'receipt', $3)`, [
    newId(at),
    subjectId,
    at,
  ]);

/** A plan that keeps the rows of a table and the objects under a prefix, or nothing. */
const planThatKeeps = (table?: string, prefix?: string) =>
  ({
    tables: table ? [{ table, kept: [{ how: 'kept' }] }] : [],
    prefixes: prefix ? [{ prefix, outcome: 'kept' }] : [],
  }) as unknown as ErasurePlan;

function ports(erased: readonly SubjectId[], over: Partial<ErasedTracesPorts> = {}): ErasedTracesPorts {
  const entries = erased.map((subjectId) => ({ kind: 'erasure', scope: 'account', subject: nameOf(subjectId) }) as ReplayEntry);
  return {
    database: searching,
    objects: { list: async function* () {} },
    log: { entries: () => Promise.resolve(entries), nameOf },
    runs: { running: () => Promise.resolve([]), find: () => Promise.resolve(null) },
    subjectsOfJobs: () => Promise.resolve(new Set<string>()),
    plan: () => Promise.resolve(planThatKeeps()),
    ...over,
  };
}

describe('looking for whom was erased', () => {
  it('finds them in a row, an object’s key and a job, and says where and not who', async () => {
    const [gone, here] = [newId(at), newId(at)];
    expect(await searchErased(ports([gone]))).toEqual({ people: 1, traces: 0, places: [] });
    await Promise.all([mailTo(gone), mailTo(here)]);
    const found = await searchErased(
      ports([gone], {
        objects: {
          list: async function* () {
            yield* [`outputs/${gone}/one`, `outputs/${here}/one`];
          },
        },
        subjectsOfJobs: () => Promise.resolve(new Set([gone, here])),
      }),
    );
    expect(found).toEqual({ people: 1, traces: 3, places: ['objects/outputs', 'outgoing_mails.subject_id', 'queue'] });
    expect(JSON.stringify(found)).not.toContain(gone);
  });

  it('leaves out what a plan keeps, and whose erasure is under way', async () => {
    const gone = newId(at);
    await mailTo(gone);
    expect((await searchErased(ports([gone]))).traces).toBe(1);
    expect((await searchErased(ports([gone], { plan: () => Promise.resolve(planThatKeeps('outgoing_mails')) }))).traces).toBe(0);
    const run = { subjectId: gone } as never;
    const runs = { running: () => Promise.resolve([newId(at)]), find: () => Promise.resolve(run) };
    expect((await searchErased(ports([gone], { runs }))).traces).toBe(0);
  });

  it('looks for nobody of whom only a part was erased', async () => {
    const still = newId(at);
    await mailTo(still);
    const entry = { kind: 'erasure', scope: 'prompts', subject: nameOf(still) } as unknown as ReplayEntry;
    const log = { entries: () => Promise.resolve([entry]), nameOf };
    expect(await searchErased(ports([], { log }))).toEqual({ people: 0, traces: 0, places: [] });
  });
});
