import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unfinishedWork } from '../faults/support/books.js';
import { ApiPerson, endStates } from '../faults/support/person.js';
import { startStack } from '../journeys/support/stack.js';
import { until } from '../journeys/support/until.js';
import { startRedis, type RedisServer } from './support/redis-server.js';

const root = path.resolve(__dirname, '../..');

interface JestResults {
  readonly success: boolean;
  readonly numPendingTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[];
  }[];
}

describe('the queue on Redis, by its address alone', () => {
  let redis: RedisServer;

  beforeAll(async () => {
    redis = await startRedis();
  }, 180_000);
  afterAll(() => redis?.stop());

  it("passes the queue's own suite, as PostgreSQL does", async () => {
    const { results, output } = await runSuite(redis.url);
    if (!results.success) throw new Error(results.testResults.map(({ message }) => message).join('\n') || output);
    expect(results.numPendingTests).toBe(0);
    const passedOn = (backend: string) =>
      results.testResults
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ fullName, status }) => fullName.startsWith(`jobs over ${backend} `) && status === 'passed').length;
    expect(passedOn('redis')).toBeGreaterThan(0);
    expect(passedOn('redis')).toBe(passedOn('postgres'));
  }, 240_000);

  it('makes a picture in a whole stack', async () => {
    const stack = await startStack({ profile: 'fluxkrea', environment: { LOCAL_ENGINE: 'instant', QUEUE_URL: redis.url } });
    try {
      const person = await ApiPerson.open(stack, 'redis@example.com', 100, { takesReference: false });
      const { id } = await person.create({ prompt: 'a lighthouse in the rain' });
      const made = await until('the picture', async () => (await person.creations()).find(({ state }) => endStates.has(state)));
      expect(made).toMatchObject({ id, state: 'succeeded' });
      expect((await person.bytesOf(made.outputs[0]?.url ?? '')).byteLength).toBe(made.outputs[0]?.bytes);
      expect(await redis.ask('EXISTS bull:creation.submit:meta')).toMatch(/^:1/);
      // And PostgreSQL has no queue at all.
      await expect(unfinishedWork(stack)).rejects.toThrow('bullmq.job');
    } finally {
      await stack.stop();
    }
  }, 240_000);
});

async function runSuite(redisUrl: string): Promise<{ readonly results: JestResults; readonly output: string }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'keepword-queue-suite-'));
  const resultsFile = path.join(dir, 'results.json');
  try {
    const jest = spawn(
      process.execPath,
      [
        path.join(root, 'node_modules/jest/bin/jest.js'),
        '--ci',
        '--selectProjects',
        'integration',
        '--json',
        `--outputFile=${resultsFile}`,
        'packages/queue-bullmq',
      ],
      { cwd: root, env: { ...process.env, KEEPWORD_TEST_REDIS_URL: redisUrl }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let output = '';
    for (const stream of [jest.stdout, jest.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    await once(jest, 'close');
    return { results: JSON.parse(readFileSync(resultsFile, 'utf8')) as JestResults, output };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
