import { driveRun, planErasure, startRun, type ErasureRun, type ErasureScope, type ErasureWork } from '@keepword/data-rights';
import { addPeriod, newId, type Id, type SubjectId } from '@keepword/primitives';
import { profile } from '@keepword/policy';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { platformDataMap } from '../data-map/platform-data-map.js';
import { openDatabase } from '../data-source.js';
import { insertSomebody } from '../testing/insert-somebody.js';
import { PostgresErasureRuns, type RunSeal } from './erasure-runs.js';
import { PostgresErasure } from './postgres-erasure.js';
import { PostgresFreeze } from './postgres-freeze.js';
import { readKeys, readTableFacts } from './table-facts.js';

const at = new Date('2026-03-01T08:00:00Z');
const map = platformDataMap();
/** The keyring's part is tested with the keyring; here only whether a run survives being sealed. */
const inverted: RunSeal = {
  seal: (_id, plain) => Promise.resolve(plain.map((byte) => byte ^ 0xff)),
  open: (_id, sealed) => Promise.resolve(sealed.map((byte) => byte ^ 0xff)),
};

let platform: TestDatabase;
let [owner, erasing, worker]: DataSource[] = [];
beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  [owner, erasing, worker] = await Promise.all([
    openDatabase(platform.url),
    openDatabase(platform.urlFor('participant_erasure')),
    openDatabase(platform.urlFor('privacy_service')),
  ]);
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), erasing?.destroy(), worker?.destroy()]);
  await platform?.drop();
});

function opened(source: DataSource | undefined): DataSource {
  if (!source) throw new Error('the database is not open');
  return source;
}
const sql = <Row>(text: string, values: unknown[] = []) => opened(owner).query<Row[]>(text, values);

const somebody = (creations = 2) => insertSomebody(opened(owner), creations);

/** Every row that leads to somebody, table by table, as one text. */
async function holdings(subjectId: SubjectId, creationIds: readonly Id[] = []): Promise<Record<string, string>> {
  const tables = [...new Set(map.columns.map(({ table }) => table))].filter((table) => table !== 'erasure_runs');
  const found: Record<string, string> = {};
  for (const table of tables) {
    const [row] = await sql<{ rows: string | null }>(
      `SELECT string_agg(t::text, E'\\n' ORDER BY t::text) AS rows FROM "${table}" t WHERE t::text LIKE ANY ($1)`,
      [[subjectId, ...creationIds].map((word) => `%${word}%`)],
    );
    if (row?.rows) found[table] = row.rows;
  }
  return found;
}

async function erase(subjectId: SubjectId, scope: ErasureScope): Promise<ErasureRun> {
  const facts = await readTableFacts(opened(erasing), map);
  const plan = planErasure({ map, profile: profile('fluxgen'), scope, holds: [], facts });
  if ('refused' in plan) throw new Error(plan.gaps.join('\n'));
  const participants = [new PostgresFreeze(opened(erasing)), new PostgresErasure(opened(erasing), map, await readKeys(opened(erasing)))];
  const store = new PostgresErasureRuns(opened(worker), inverted);
  const run = startRun(
    {
      id: newId(at),
      caseReference: 'KW-0000-0000',
      profileId: 'fluxgen',
      policyDigest: `sha256:${'0'.repeat(64)}`,
      plan,
      subjectId,
      retainedAs: newId(at),
      mayStartAt: at,
      participants,
      recipientIds: [],
    },
    at,
  );
  await store.insert(run);
  expect(await store.due(at, 10)).toContain(run.id);
  const work: ErasureWork = {
    store,
    participants,
    sign: (certificate) => Buffer.from(JSON.stringify(certificate)),
    onError: (error) => {
      throw error;
    },
  };
  await driveRun(work, run.id, 'a worker', () => at);
  const ended = await store.find(run.id);
  if (!ended) throw new Error('the run is gone');
  expect(await store.due(at, 10)).not.toContain(run.id);
  return ended;
}

describe('erasing somebody’s rows', () => {
  it('given a whole account, then nothing leads to it but purchases under a name that leads to nobody; another’s rows are as they were', async () => {
    const [ada, berta] = [await somebody(), await somebody()];
    const before = await holdings(berta.subjectId, berta.creationIds);
    const run = await erase(ada.subjectId, { kind: 'account' });
    expect(run.state).toBe('done');
    expect(await holdings(ada.subjectId, ada.creationIds)).toEqual({});
    expect(await holdings(berta.subjectId, berta.creationIds)).toEqual(before);
    const survey = run.surveys['postgres']?.places ?? [];
    const count = (table: string) => survey.find(({ place }) => place === table)?.count;
    expect([count('creations'), count('one_time_tokens'), count('purchases')]).toEqual([2, 2, 1]);
    const kept = survey.find(({ place }) => place === 'purchases')?.kept;
    expect(kept).toEqual([
      { category: 'billing.payment', how: 'pseudonymised', reason: 'law', law: 'tax', count: 1, until: addPeriod(at, 'P7Y') },
    ]);
    const [purchases] = await sql<{ n: string }>(`SELECT count(*) AS n FROM purchases p JOIN vendor_payments v ON v.purchase_id = p.id`);
    expect(purchases?.n).toBe('2');
  });

  it('given the prompts only, then they are empty, the words are gone, and the pictures stay', async () => {
    const ada = await somebody();
    await erase(ada.subjectId, { kind: 'prompts' });
    const requests = await sql<{ prompt: Buffer | null }>('SELECT prompt FROM creation_requests WHERE subject_id = $1', [ada.subjectId]);
    expect(requests.map(({ prompt }) => prompt)).toEqual([null, null]);
    const found = await holdings(ada.subjectId);
    expect([found['creation_words'], found['creation_outputs']?.split('\n').length, 'accounts' in found]).toEqual([undefined, 2, true]);
  });

  it('given one creation, then its rows go and those of the other stay', async () => {
    const ada = await somebody();
    const [gone = '', stays = ''] = ada.creationIds;
    await erase(ada.subjectId, { kind: 'creations', creationIds: [gone] });
    const found = JSON.stringify(await holdings(ada.subjectId));
    expect([found.includes(gone), found.includes(stays)]).toEqual([false, true]);
  });

  it('given more rows than one batch, then all of them', async () => {
    const ada = await somebody(1);
    await sql(`INSERT INTO creation_words SELECT $1, decode(lpad(to_hex(n), 16, '0'), 'hex'), $2 FROM generate_series(1, 12000) n`, [
      ada.subjectId,
      ada.creationIds[0],
    ]);
    await erase(ada.subjectId, { kind: 'account' });
    expect(await holdings(ada.subjectId)).toEqual({});
  });
});
