import { subjectColumns } from '@keepword/data-rights';
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
import { PostgresExportSource } from './postgres-export-source.js';
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

  it('opens what is sealed, and holds nothing of anybody else', async () => {
    const [mine, theirs] = [known(ada), known(berta)];
    const text = await everything(mine.subjectId);
    expect(text.match(/a fox in the snow/g)).toHaveLength(3);
    expect(text).toContain('"parameters":{"seed":7}');
    for (const id of [mine.subjectId, ...mine.creationIds]) expect([id, text.includes(id)]).toEqual([id, true]);
    for (const id of [theirs.subjectId, ...theirs.creationIds]) expect([id, text.includes(id)]).toEqual([id, false]);
  });

  it('has every personal column of people, and none of the team’s', () => {
    const given = new Set(source.parts.flatMap(({ place, columns }) => columns.map(({ column }) => `${place}.${column}`)));
    const missing = map.columns.filter(({ table, column, annotation }) => annotation.personal && !given.has(`${table}.${column}`));
    const ofTheTeam = new Set(
      missing.map(({ table, column }) => (subjectColumns(map, table).indexOf(column) > 0 ? `${table}.${column}` : table)),
    );
    expect([...ofTheTeam].filter((name) => !/^staff_(audit|members|roles|sessions|sign_ins|used_codes)\b/.test(name)).toSorted()).toEqual([
      'erasure_runs',
      'legal_holds.lifted_by',
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
