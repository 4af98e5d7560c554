import { Queue, type Job, type JobType } from 'bullmq';
import type { QueueConnection } from './connect-queue.js';

/** Whose jobs are meant: all of a person's, or only those about some creations. */
export interface JobFilter {
  readonly subjectId: string;
  readonly creationIds?: readonly string[];
}

/** In every state that the queue remembers: what is over says as well whom it was about. */
const states: JobType[] = ['waiting', 'delayed', 'prioritized', 'active', 'completed', 'failed'];
const jobsPerRead = 500;

/** A person's jobs, over all topics: found by the ids that they carry. */
export class SubjectJobs {
  readonly #queues: readonly Queue[];

  constructor({ connection }: QueueConnection, topics: readonly string[]) {
    this.#queues = topics.map((topic) => new Queue(topic, { connection }));
    // BullMQ repeats what failed by itself; a listener keeps the process from ending on a lost connection.
    for (const queue of this.#queues) queue.on('error', () => undefined);
  }

  async count(filter: JobFilter): Promise<number> {
    let found = 0;
    for (const queue of this.#queues) found += (await jobIds(queue, filter)).length;
    return found;
  }

  /** One that a worker has at this moment stays until it is over; count again. @returns how many there were */
  async remove(filter: JobFilter): Promise<number> {
    let found = 0;
    for (const queue of this.#queues) {
      const ids = await jobIds(queue, filter);
      for (const id of ids) await removed(queue, id);
      found += ids.length;
    }
    return found;
  }

  /** Everybody whom a job names. */
  async subjects(): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    for (const queue of this.#queues) {
      for await (const { data } of jobsOf(queue)) {
        const { subjectId } = (data ?? {}) as { subjectId?: unknown };
        if (typeof subjectId === 'string') found.add(subjectId);
      }
    }
    return found;
  }

  async close(): Promise<void> {
    for (const queue of this.#queues) await queue.close();
  }
}

async function jobIds(queue: Queue, { subjectId, creationIds }: JobFilter): Promise<string[]> {
  const ids: string[] = [];
  for await (const job of jobsOf(queue)) {
    const { subjectId: of, creationId } = (job.data ?? {}) as { subjectId?: unknown; creationId?: unknown };
    if (of === subjectId && job.id !== undefined && (!creationIds || creationIds.includes(String(creationId)))) ids.push(job.id);
  }
  return [...new Set(ids)];
}

async function* jobsOf(queue: Queue): AsyncGenerator<Job> {
  for (const state of states) {
    for (let start = 0; ; start += jobsPerRead) {
      const jobs = await queue.getJobs(state, start, start + jobsPerRead - 1);
      yield* jobs;
      if (jobs.length < jobsPerRead) break;
    }
  }
}

async function removed(queue: Queue, id: string): Promise<void> {
  try {
    await queue.remove(id);
  } catch (error) {
    // Somebody works on it: it is found again when it is counted.
    if (!(error instanceof Error && /lock/i.test(error.message))) throw error;
  }
}
