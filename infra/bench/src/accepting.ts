import { spawn } from 'node:child_process';
import { Agent } from 'node:http';
import path from 'node:path';
import { Client } from 'pg';
import { CLIENTS, compare, median, perSecond, quantile } from './measure.js';
import { makePeople, post } from './people.js';
import { result, type Result } from './result.js';
import { ended, freePorts, withStack, type BenchStack } from './running-stack.js';

/** Of one person, at most so many creations wait at once; what a round asked for is ended by hand before the next one. */
const unfinishedMax = 4;

/** `POST /v1/creations` at the compiled core-api against a bare Fastify route. */
export function accepting(roundMs: number, rounds: number, peopleCount: number): Promise<Result[]> {
  return withStack('fluxvision', 'core-api', async (stack) => {
    const owner = new Client({ connectionString: stack.databaseUrl });
    await owner.connect();
    const people = await makePeople(stack, owner, peopleCount);
    const bare = await startBareRoute(stack, owner);
    const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
    const latencies: number[] = [];
    let asked = 0;
    const ours = async () => {
      // Everybody in turn, so that nobody reaches the limit before all have.
      const turn = asked;
      asked += 1;
      if (turn >= people.length * unfinishedMax) throw new Error('there are too few people for so many creations: raise their number');
      const start = performance.now();
      await post(agent, stack.coreApiUrl, people[turn % people.length] ?? '');
      latencies.push(performance.now() - start);
    };
    const oursFresh = async (durationMs: number) => {
      await endAll(owner);
      asked = 0;
      return perSecond(ours, durationMs);
    };
    const floor = () => post(agent, bare.url, people[Math.floor(Math.random() * people.length)] ?? '');
    try {
      await firstOfEach(agent, stack, people);
      await perSecond(floor, 2_000);
      await oursFresh(2_000);
      latencies.length = 0;
      const measured = await compare({ floor: () => perSecond(floor, roundMs), subject: () => oursFresh(roundMs) }, rounds);
      const [middle, slow] = [median(latencies), quantile(latencies, 0.99)];
      return [
        result({ name: 'POST /v1/creations accepted', unit: '/s', ...measured, target: { atLeast: 0.3 } }),
        result({
          name: 'POST /v1/creations: p99 by median',
          unit: 'ms',
          floor: middle,
          subject: slow,
          ratio: slow / middle,
          target: { atMost: 10 },
        }),
      ];
    } finally {
      agent.destroy();
      await Promise.all([bare.stop(), owner.end()]);
    }
  });
}

/** A person's very first request makes that person's data key, in a key store of its own: once in a lifetime, so not what is measured. */
async function firstOfEach(agent: Agent, stack: BenchStack, people: readonly string[]): Promise<void> {
  const waiting = [...people];
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) await post(agent, stack.coreApiUrl, token);
    }),
  );
}

/** Nothing works the queue off here, so it is emptied as a worker would leave it. */
async function endAll(owner: Client): Promise<void> {
  await owner.query(`UPDATE creations SET state = 'canceled', captured = 0, finished_at = created_at WHERE finished_at IS NULL`);
  await owner.query('UPDATE creation_queues SET unfinished = 0');
  await owner.query('DELETE FROM outbox');
}

async function startBareRoute(stack: BenchStack, owner: Client) {
  await owner.query(
    'CREATE TABLE bare_creations (id uuid PRIMARY KEY, subject_id uuid NOT NULL, request jsonb NOT NULL, created_at timestamptz NOT NULL)',
  );
  await owner.query('GRANT SELECT, INSERT ON bare_creations TO core_api');
  const [port] = await freePorts(1);
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'bare-route.js')], {
    env: {
      ...process.env,
      BARE_PORT: String(port),
      BARE_DATABASE_URL: stack.urlFor('core_api'),
      BARE_ISSUER: stack.coreApiUrl,
      BARE_KEYS_FILE: stack.signingKeysFile,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`the bare route ended with ${code}`)));
  });
  return { url: `http://127.0.0.1:${port}`, stop: () => ended(child) };
}
