import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Agent } from 'node:http';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { BareOrder, BareSettings } from './bare-pipeline.js';
import { CLIENTS, compare } from './measure.js';
import { makePeople, post } from './people.js';
import { result, type Result } from './result.js';
import { ended, withStack, type BenchStack } from './running-stack.js';

const creationsEach = 2;
const endMaxMs = 600_000;

/**
 * From the request to the stored picture, with an engine that takes no time: core-api, queue, worker and the vendor's call back against a
 * script that does the same work on each picture in a row, four at a time as the worker.
 */
export function endToEnd(creations: number, rounds: number): Promise<Result[]> {
  return withStack('fluxgen', 'core-api,worker', async (stack) => {
    const owner = new Client({ connectionString: stack.databaseUrl });
    await owner.connect();
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const people = await makePeople(stack, owner, Math.ceil(creations / creationsEach));
    const bare = await startBarePipeline(stack, owner);
    const ours = (count: number) => throughPlatform(stack, owner, agent, people, count);
    try {
      await bare.run(Math.ceil(creations / 8));
      await ours(Math.ceil(creations / 8));
      const measured = await compare({ floor: () => bare.run(creations), subject: () => ours(creations) }, rounds);
      return [result({ name: `end to end, ${creations} creations`, unit: '/s', ...measured, target: { atLeast: 0.5 } })];
    } finally {
      agent.destroy();
      await Promise.all([bare.stop(), owner.end()]);
    }
  });
}

/** @returns creations per second, from the first request to the end of the last creation */
async function throughPlatform(stack: BenchStack, owner: Client, agent: Agent, people: readonly string[], count: number): Promise<number> {
  const before = await finished(owner);
  const start = performance.now();
  const waiting = Array.from({ length: count }, (_, turn) => people[turn % people.length] ?? '');
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) await post(agent, stack.coreApiUrl, token);
    }),
  );
  for (;;) {
    const { succeeded, over } = await finished(owner);
    if (over - before.over >= count) {
      if (succeeded - before.succeeded < count) throw new Error(`${count - succeeded + before.succeeded} creations did not succeed`);
      return (count * 1000) / (performance.now() - start);
    }
    if (performance.now() - start > endMaxMs) throw new Error(`only ${over - before.over} of ${count} creations came to an end`);
    await pause(20);
  }
}

async function finished(owner: Client): Promise<{ succeeded: number; over: number }> {
  const { rows } = await owner.query<{ succeeded: string; over: string }>(
    `SELECT count(*) FILTER (WHERE state = 'succeeded') AS succeeded, count(*) FILTER (WHERE finished_at IS NOT NULL) AS over FROM creations`,
  );
  return { succeeded: Number(rows[0]?.succeeded), over: Number(rows[0]?.over) };
}

async function startBarePipeline(stack: BenchStack, owner: Client) {
  await owner.query('CREATE TABLE bare_balances (subject_id uuid PRIMARY KEY, balance bigint NOT NULL)');
  await owner.query(
    'CREATE TABLE bare_creations (id uuid PRIMARY KEY, subject_id uuid NOT NULL, request bytea NOT NULL, at timestamptz NOT NULL)',
  );
  await owner.query(
    'CREATE TABLE bare_outputs (creation_id uuid PRIMARY KEY, object_key text NOT NULL, thumbnail_key text NOT NULL, thumb_hash bytea NOT NULL)',
  );
  await owner.query('GRANT ALL ON bare_balances, bare_creations, bare_outputs TO worker');
  const settings: BareSettings = {
    databaseUrl: stack.urlFor('worker'),
    keyStoreUrl: stack.keyStoreUrl,
    masterKey: stack.keyringMasterKey,
    objectsDir: path.join(stack.folder, 'bare-objects'),
    vendorUrl: `${stack.vendorsUrl}/replicate`,
    vendorToken: stack.replicateApiToken,
  };
  const child = fork(path.join(import.meta.dirname, 'bare-pipeline.js'), {
    env: { ...process.env, BARE_SETTINGS: JSON.stringify(settings) },
  });
  await answerOf(child);
  return {
    run: async (count: number) => {
      child.send({ count } satisfies BareOrder);
      return answerOf(child);
    },
    stop: () => ended(child),
  };
}

/** @throws Error when the script ends instead */
async function answerOf(child: ChildProcess): Promise<number> {
  const [answer] = (await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`the bare script ended with ${String(code)}`))),
  ])) as [number];
  return answer;
}
