import { describeExportSource } from '@keepword/data-rights/testing';
import { Keyring, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { fixedClock, type SubjectId } from '@keepword/primitives';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import type { DataSource, QueryRunner } from 'typeorm';
import { platformDataMap } from '../data-map/platform-data-map.js';
import { openDatabase } from '../data-source.js';
import { readKeys } from '../erasure/table-facts.js';
import { insertSomebody, type Somebody } from '../testing/insert-somebody.js';
import { countHoldings } from './holdings.js';
import { notOfPeople, PostgresExportSource } from './postgres-export-source.js';
import { sealedColumns } from './sealed-columns.js';

const at = new Date('2026-03-01T08:00:00Z');
const map = platformDataMap();

let [platform, keys]: TestDatabase[] = [];
let [owner, exporting]: DataSource[] = [];
let pool: Pool;
let [ada, berta]: Somebody[] = [];
let source: PostgresExportSource;
let runner: QueryRunner;

async function open(): Promise<void> {
  [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  pool = new Pool({ connectionString: keys.urlFor('keyring'), max: 4 });
  const keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 9), fixedClock(at));
  [owner, exporting] = [await openDatabase(platform.url), await openDatabase(platform.urlFor('participant_export'))];
  const sealing = (subjectId: SubjectId, place: { table: string; column: string; rowId: string }, words: string) =>
    keyring.seal(subjectId, place, Buffer.from(words, 'utf8'));
  [ada, berta] = [await insertSomebody(owner, 3, sealing), await insertSomebody(owner, 2, sealing)];
  runner = exporting.createQueryRunner();
  await runner.startTransaction('REPEATABLE READ');
  source = new PostgresExportSource(runner.manager, map, await readKeys(exporting), keyring);
}

async function close(): Promise<void> {
  await runner?.rollbackTransaction();
  await runner?.release();
  await Promise.all([owner?.destroy(), exporting?.destroy(), pool.end()]);
  await Promise.all([platform?.drop(), keys?.drop()]);
}

/** The suite wants something in each part; most tables of a person are empty. */
describeExportSource('PostgreSQL', async () => {
  await open();
  const { subjectId } = known(ada);
  const filled = [];
  for (const part of source.parts) {
    for await (const batch of source.records(subjectId, part)) if (batch.length > 0) filled.push(part);
  }
  const under = { name: source.name, parts: filled, records: source.records.bind(source) };
  return { source: under, subjectId, close };
});

function known<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing was set up');
  return value;
}

describe('an export from PostgreSQL', () => {
  beforeAll(open);
  afterAll(close);

  async function everything(subjectId: SubjectId): Promise<string> {
    const lines: string[] = [];
    for (const part of source.parts)
      for await (const batch of source.records(subjectId, part)) for (const one of batch) lines.push(JSON.stringify([part.place, one]));
    return lines.join('\n');
  }

  it('counts beforehand what it gives, and gives the same after it has counted for somebody', async () => {
    const subjects = [known(ada).subjectId, known(berta).subjectId];
    const before: string[] = [];
    for (const subjectId of subjects) before.push(await everything(subjectId));
    for (const [index, subjectId] of subjects.entries()) {
      expect(await source.expected(subjectId)).toBe(before[index]?.split('\n').length);
      // The other one's empty tables are not this one's.
      for (const [other, whose] of subjects.entries()) expect(await everything(whose)).toBe(before[other]);
    }
  });

  it('opens what is sealed, and holds nothing of anybody else', async () => {
    const [mine, theirs] = [known(ada), known(berta)];
    const text = await everything(mine.subjectId);
    expect(text.match(/a fox in the snow/g)).toHaveLength(3);
    expect(text).toContain('"parameters":{"seed":7}');
    for (const id of [mine.subjectId, ...mine.creationIds]) expect([id, text.includes(id)]).toEqual([id, true]);
    for (const id of [theirs.subjectId, ...theirs.creationIds]) expect([id, text.includes(id)]).toEqual([id, false]);
  });

  it('tells of an order of a court without its words, and of none about illegal content', async () => {
    const { subjectId } = known(ada);
    const reviewAt = new Date(at.getTime() + 1);
    const insert = (kind: string, reason: string) =>
      known(owner).query(
        `INSERT INTO legal_holds (id, subject_id, kind, reason, categories, set_by, set_at, review_at)
           VALUES (gen_random_uuid(), $1, $2, $3, '{generation.output}', gen_random_uuid(), $4, $5)`,
        [subjectId, kind, reason, at, reviewAt],
      );
    const before = await counted(subjectId);
    await insert('legal', 'a court in Basel asked');
    await insert('illegal-content', 'reported to the police');
    await runner.rollbackTransaction();
    await runner.startTransaction('REPEATABLE READ');
    const text = await everything(subjectId);
    const holds = text.split('\n').filter((line) => line.startsWith('["legal_holds"'));
    expect(holds).toHaveLength(1);
    expect(holds[0]).toContain('generation.output');
    expect(holds[0]).toContain('"review_at"');
    expect(text).not.toMatch(/Basel|police|illegal-content/);
    expect(await counted(subjectId)).toBe(before + 1);
  });

  const counted = async (subjectId: SubjectId) =>
    (await countHoldings(known(exporting), map, await readKeys(known(exporting)), subjectId)).get('privacy.case') ?? 0;

  it('has every personal column of people, and none of the team’s', () => {
    const given = new Set(source.parts.flatMap(({ place, columns }) => columns.map(({ column }) => `${place}.${column}`)));
    const missing = map.columns.filter(({ table, column, annotation }) => annotation.personal && !given.has(`${table}.${column}`));
    const ofTheTeam = new Set(missing.map(({ table, column }) => (notOfPeople.test(table) ? table : `${table}.${column}`)));
    expect(
      [...ofTheTeam].filter((name) => !/^staff_(audit|members|roles|sessions|sign_ins|used_codes|views)\b/.test(name)).toSorted(),
    ).toEqual([
      'erasure_runs',
      'legal_holds.lifted_by',
      'legal_holds.reason',
      'legal_holds.set_by',
      'moderation_decisions.decided_by',
      'privacy_cases.assigned_to',
      'staff_reads.staff_id',
    ]);
  });

  it('knows each sealed column by a name that the database has', async () => {
    const rows = await known(owner).query<{ name: string }[]>(
      `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE data_type = 'bytea' AND table_schema = 'public'`,
    );
    const real = new Set(rows.map(({ name }) => name));
    expect(Object.keys(sealedColumns).filter((name) => !real.has(name))).toEqual([]);
  });
});
