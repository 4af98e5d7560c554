import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { openErasure, type ErasureDesk, type Foundation, type PlatformEnvironment } from '@keepword/composition';
import { driveRun, type Case } from '@keepword/data-rights';
import { profile } from '@keepword/policy';
import { isRefusal, newId, systemClock, type SubjectId } from '@keepword/primitives';
import { createLogger } from '@keepword/service-kit';
import { Client } from 'pg';
import { fillOthers } from './erasure.js';
import { withBenchHouse, type BenchHouse } from './bench-house.js';
import { median, quantile, timed } from './measure.js';
import { result, type Result } from './result.js';

interface Sizes {
  /** Of each person, every one with a picture. */
  readonly creations: number;
  readonly others: number;
  /** Who are erased by each way, in turns. */
  readonly people: number;
}

const pictureBytes = 20_000;

/**
 * The whole erasure of an account, from the request to the final certificate, against a script that makes the same deletes, unlinks and calls
 * of vendors and proves nothing; and whether it matters how many others there are.
 */
export function erasingWhole({ creations, others, people }: Sizes): Promise<Result[]> {
  return withBenchHouse(async (house) => {
    const vendors = await startVendors();
    const environment = environmentOf(house, vendors.url);
    const desk = await openErasure(foundationOf(house, environment, vendors.url), partsOf(), 'bench');
    const bare = new BareErasure(house, vendors.url);
    await bare.connect();
    try {
      const insert = () => insertPerson(house, creations);
      const erase = (subjectId: SubjectId) => eraseWhole(desk, subjectId);
      // Both once, so that plans and compiled code are warm, and to count the calls that the script has to make as well.
      const before = vendors.calls();
      await erase(await insert());
      const calls = vendors.calls() - before;
      const run = (subjectId: SubjectId) => bare.run(subjectId, calls);
      await run(await insert());
      await fillOthers(house.database.owner, others);
      const few = await inTurns({ insert, run, erase }, people);
      await fillOthers(house.database.owner, others * 9);
      const many = await inTurns({ insert, run, erase }, people);
      const p95 = quantile(few.subjects, 0.95);
      return [
        result({
          name: `whole erasure: ${creations} creations, ${calls} calls of vendors`,
          unit: 'subjects/s',
          floor: 1000 / median(few.floors),
          subject: 1000 / median(few.subjects),
          ratio: few.ratio,
          target: { atLeast: 0.3 },
        }),
        result({
          name: 'whole erasure: p95 by median',
          unit: 'ms',
          floor: median(few.subjects),
          subject: p95,
          ratio: p95 / median(few.subjects),
          target: { atMost: 3 },
        }),
        result({
          name: 'whole erasure: with ten times as many others',
          unit: 'ms',
          floor: median(few.subjects),
          subject: median(many.subjects),
          ratio: median(many.subjects) / median(few.subjects),
          target: { atMost: 1.2 },
        }),
      ];
    } finally {
      await Promise.all([bare.end(), desk.close(), vendors.stop()]);
    }
  });
}

interface Ways {
  readonly insert: () => Promise<SubjectId>;
  readonly run: (subjectId: SubjectId) => Promise<void>;
  readonly erase: (subjectId: SubjectId) => Promise<void>;
}

async function inTurns({ insert, run, erase }: Ways, people: number) {
  const [floors, subjects]: [number[], number[]] = [[], []];
  for (let turn = 0; turn < people; turn += 1) {
    const [bare, ours] = [await insert(), await insert()];
    floors.push(await timed(() => run(bare)));
    subjects.push(await timed(() => erase(ours)));
  }
  return { floors, subjects, ratio: median(floors.map((floor, turn) => floor / (subjects[turn] ?? Number.NaN))) };
}

/** As the worker does it, the request's plan included. @throws Error when it does not come to its end at once */
async function eraseWhole({ deed, work }: ErasureDesk, subjectId: SubjectId): Promise<void> {
  const at = systemClock.now();
  const actionId = newId(at);
  const found = { caseId: newId(at), reference: 'KW-2026-BENCH', scope: { what: 'account' }, actions: [] } as unknown as Case;
  await deed.begin({ actionId, case: found, subjectId }, at);
  const last = await driveRun(work, actionId, 'bench', () => systemClock.now());
  const run = isRefusal(last) ? null : last.run;
  if (run?.state !== 'done') throw new Error(`the erasure is ${run?.state ?? 'taken'}`);
}

/** What has to go in any case, by the shortest way: rows, objects, the data key, and who else knows the person. */
class BareErasure {
  readonly #client: Client;

  constructor(
    private readonly house: BenchHouse,
    private readonly vendorsUrl: string,
  ) {
    this.#client = new Client({ connectionString: house.database.urlFor('participant_erasure') });
  }

  connect(): Promise<unknown> {
    return this.#client.connect();
  }

  end(): Promise<void> {
    return this.#client.end();
  }

  async run(subjectId: SubjectId, calls: number): Promise<void> {
    const { keyring } = this.house.storage;
    const { rows } = await this.#client.query<{ key: string }>('SELECT object_key AS key FROM creation_outputs WHERE subject_id = $1', [
      subjectId,
    ]);
    for (const table of ['creation_words', 'creation_outputs', 'creation_requests', 'creations', 'identity_links', 'accounts'])
      await this.#client.query(`DELETE FROM ${table} WHERE subject_id = $1`, [subjectId]);
    for (const { key } of rows) await rm(path.join(this.house.folder, key));
    for (let call = 0; call < calls; call += 1) await (await fetch(`${this.vendorsUrl}/bare`, { method: 'DELETE' })).arrayBuffer();
    await keyring.destroy(subjectId);
  }
}

async function insertPerson(house: BenchHouse, creations: number): Promise<SubjectId> {
  const subjectId = await house.insertPerson({ creations, pictures: creations, pictureBytes });
  await house.database.owner.query(`INSERT INTO identity_links VALUES ($1, 'supabase', $2, $2, $3)`, [subjectId, randomUUID(), new Date()]);
  return subjectId;
}

/** Answers as Supabase does of users who are gone, and everybody else with nothing. */
async function startVendors() {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    const isQuestion = request.method === 'GET';
    response.writeHead(isQuestion ? 404 : 200, { 'content-type': 'application/json' });
    response.end(isQuestion ? '{"code":404,"error_code":"user_not_found","msg":"User not found"}' : '{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls: () => calls,
    stop: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function environmentOf({ environment, database, folder }: BenchHouse, vendorsUrl: string): PlatformEnvironment {
  const [replayLogDir, keysFile] = [path.join(folder, '.replay'), path.join(folder, '.proof-keys.json')];
  mkdirSync(replayLogDir, { recursive: true });
  const seed = createHmac('sha256', 'bench').update('proof').digest('base64url');
  writeFileSync(keysFile, JSON.stringify({ keys: [{ seed, from: '2020-01-01T00:00:00Z' }] }));
  return {
    ...environment,
    ERASURE_DATABASE_URL: database.urlFor('participant_erasure'),
    REPLAY_LOG_DIR: replayLogDir,
    PROOF_SIGNING_KEYS_FILE: keysFile,
    SUPABASE_URL: vendorsUrl,
    SUPABASE_ANON_KEY: 'anon',
    SUPABASE_SERVICE_ROLE_KEY: 'service',
  };
}

function foundationOf(house: BenchHouse, environment: PlatformEnvironment, vendorsUrl: string): Foundation {
  const call = async (method: string) => void (await (await fetch(`${vendorsUrl}/mail`, { method })).arrayBuffer());
  return {
    environment,
    profile: profile('fluxkrea'),
    policyVersion: `sha256:${'ab'.repeat(32)}`,
    clock: systemClock,
    logger: createLogger('bench', 'warn'),
    storage: house.storage,
    payments: [],
    mailer: {
      id: 'resend',
      send: () => call('POST'),
      contacts: { remove: () => call('DELETE'), holds: () => call('GET').then(() => false) },
    },
    creations: { provider: { id: 'replicate', canPoll: true } },
  } as unknown as Foundation;
}

/** Nobody has a job, an export under way or a hold. */
function partsOf(): Parameters<typeof openErasure>[1] {
  return {
    jobs: { count: () => Promise.resolve(0), subjects: () => Promise.resolve(new Set()), remove: () => Promise.resolve(0) },
    holder: 'bench',
    exportsPending: () => Promise.resolve(false),
    holds: () => Promise.resolve([]),
  };
}
