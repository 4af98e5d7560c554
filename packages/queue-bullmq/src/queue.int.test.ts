import { randomUUID } from 'node:crypto';
import { submitCreation, type JobContract } from '@keepword/contracts';
import { testDatabase } from '@keepword/testkit';
import { Worker, type Job, type WorkerOptions } from 'bullmq';
import { connectQueue, type QueueConnection } from './connect-queue.js';
import { JobPublisher } from './job-publisher.js';
import { SubjectJobs } from './subject-jobs.js';

interface Backend {
  readonly url: string;
  drop(): Promise<void>;
}

const openPostgres = async (): Promise<Backend> => testDatabase();
const redisUrl = process.env['KEEPWORD_TEST_REDIS_URL'];
const openRedis = async (): Promise<Backend> => ({ url: redisUrl ?? '', drop: () => Promise.resolve() });

/** PostgreSQL is always there; Redis where the full run names one. Both must do the same. */
const backends: readonly (readonly [name: string, open: () => Promise<Backend>])[] = [
  ['postgres', openPostgres],
  ...(redisUrl ? ([['redis', openRedis]] as const) : []),
];

const patienceMs = 15_000;

async function until(done: () => boolean | Promise<boolean>): Promise<void> {
  for (let waitedMs = 0; !(await done()); waitedMs += 20) {
    if (waitedMs > patienceMs) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

describe.each(backends)('jobs over %s', (name, open) => {
  let backend: Backend;
  let queue: QueueConnection;
  let publisher: JobPublisher;
  let contract: JobContract;
  const workers: Worker[] = [];

  const work = (handle: (job: Job) => Promise<unknown>, options: Partial<WorkerOptions> = {}) => {
    const worker = new Worker(contract.topic, handle, { connection: queue.connection, drainDelay: 1, ...options });
    worker.on('error', () => undefined);
    workers.push(worker);
    return worker;
  };
  const entry = () => ({ id: randomUUID(), topic: contract.topic, payload: { creationId: randomUUID(), subjectId: randomUUID() } });

  beforeAll(async () => {
    backend = await open();
    queue = await connectQueue(backend.url);
  });
  beforeEach(() => {
    // A topic of its own for each test: what one leaves behind is not another's business.
    const topic = `test.${randomUUID()}`;
    contract = { ...submitCreation, topic, attempts: 4, backoffMs: 50, concurrency: 1 };
    publisher = new JobPublisher(queue, [contract]);
  });
  afterEach(async () => {
    for (const worker of workers.splice(0)) await worker.close(true);
    await publisher.close();
  });
  afterAll(async () => {
    await queue.close();
    await backend.drop();
  });

  it('given an address, then the backend is the one it names, and it answers', async () => {
    expect(queue.backend).toBe(name);
    await queue.check();
  });

  it('given published jobs, then a worker gets each once, with the id and the payload it was given', async () => {
    const entries = Array.from({ length: 20 }, () => entry());
    await publisher.publish(entries);
    expect(await publisher.pending()).toBe(20);
    const got: { id: string | undefined; topic: string; payload: unknown }[] = [];
    work(async (job) => void got.push({ id: job.id, topic: job.name, payload: job.data as unknown }));
    await until(async () => (await publisher.pending()) === 0);
    const byId = (a: { id: string | undefined }, b: { id: string | undefined }) => String(a.id).localeCompare(String(b.id));
    expect(got.toSorted(byId)).toEqual(entries.toSorted(byId));
  });

  it('given an id that comes again, waiting or done, then nothing happens a second time', async () => {
    const one = entry();
    await publisher.publish([one, one]);
    await publisher.publish([one]);
    expect(await publisher.pending()).toBe(1);
    let runs = 0;
    work(async () => void (runs += 1));
    await until(async () => (await publisher.pending()) === 0);
    await publisher.publish([one]);
    await publisher.publish([entry()]);
    await until(async () => runs >= 2 && (await publisher.pending()) === 0);
    expect(runs).toBe(2);
  });

  it('given a job that fails twice, then it is tried again with growing pauses until it succeeds', async () => {
    const triedAt: number[] = [];
    work(async () => {
      triedAt.push(performance.now());
      if (triedAt.length < 3) throw new Error('the vendor is away');
    });
    await publisher.publish([entry()]);
    await until(async () => triedAt.length === 3 && (await publisher.pending()) === 0);
    const [first = 0, second = 0, third = 0] = triedAt;
    // 50 ms and 100 ms, each up to 30 % shorter by chance.
    expect(second - first).toBeGreaterThanOrEqual(34);
    expect(third - second).toBeGreaterThanOrEqual(69);
  });

  it('given a job that always fails, then it is tried as often as its contract says, and no more', async () => {
    let runs = 0;
    let failed = 0;
    const worker = work(async () => {
      runs += 1;
      throw new Error('it will never work');
    });
    worker.on('failed', () => (failed += 1));
    await publisher.publish([entry()]);
    await until(async () => failed === 4 && (await publisher.pending()) === 0);
    expect(runs).toBe(4);
  });

  it('given somebody’s jobs, waiting and done, then they are found and removed, and those of others stay', async () => {
    const [ada, berta] = [entry(), entry()];
    const more = { ...entry(), payload: { ...ada.payload, creationId: randomUUID() } };
    await publisher.publish([ada]);
    const worker = work(async () => undefined);
    await until(async () => (await publisher.pending()) === 0);
    await worker.close();
    await publisher.publish([more, berta]);
    const jobs = new SubjectJobs(queue, [contract.topic]);
    const { subjectId } = ada.payload;
    expect(await jobs.count({ subjectId })).toBe(2);
    expect(await jobs.count({ subjectId, creationIds: [more.payload.creationId] })).toBe(1);
    expect(await jobs.remove({ subjectId })).toBe(2);
    expect([await jobs.count({ subjectId }), await jobs.count({ subjectId: berta.payload.subjectId })]).toEqual([0, 1]);
    await jobs.close();
  });

  it('given a worker that stopped in the middle of a job, then another one finishes it', async () => {
    let started = false;
    const hung = new Promise<void>(() => undefined);
    const dying = work(
      async () => {
        started = true;
        await hung;
      },
      { lockDuration: 500, skipLockRenewal: true, skipStalledCheck: true },
    );
    await publisher.publish([entry()]);
    await until(() => started);
    await dying.pause(true);
    let finished = false;
    work(async () => void (finished = true), { stalledInterval: 300, lockDuration: 500 });
    await until(() => finished);
  });

  it('given a payload that is more than its contract, or a topic without one, then it is refused, and the others are published', async () => {
    const [{ payload, topic }, fits] = [entry(), entry()];
    const refused = await publisher.publish([
      { id: 'too-much', topic, payload: { ...payload, prompt: 'a fox' } },
      { id: 'no-id', topic, payload: { ...payload, creationId: 'not an id' } },
      { id: 'unknown', topic: 'test.unknown', payload },
      fits,
    ]);
    expect(refused).toEqual([
      { id: 'too-much', because: 'payload-invalid' },
      { id: 'no-id', because: 'payload-invalid' },
      { id: 'unknown', because: 'unknown-topic' },
    ]);
    expect(await publisher.pending()).toBe(1);
  });
});
