import type { JobContract } from '@keepword/contracts';
import { Queue, type JobsOptions } from 'bullmq';
import type { QueueConnection } from './connect-queue.js';

export interface JobEntry {
  /** The outbox entry's id; the queue knows a repeated one and does nothing. */
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface RefusedJob {
  readonly id: string;
  /** No contract has this topic; or its contract does not take this payload. */
  readonly because: 'unknown-topic' | 'payload-invalid';
}

/** How long the queue remembers ended jobs: long enough to recognise a repeated id, short enough to keep nothing. */
const remembered = { age: 3_600, count: 5_000 };

export function jobOptions(contract: JobContract, id: string): JobsOptions {
  return {
    jobId: id,
    attempts: contract.attempts,
    backoff: { type: 'exponential', delay: contract.backoffMs, jitter: 0.3 },
    removeOnComplete: remembered,
    removeOnFail: { age: 7 * 86_400, count: 5_000 },
  };
}

/** Puts jobs on their queues by contract. */
export class JobPublisher {
  readonly #queues = new Map<string, { readonly queue: Queue; readonly contract: JobContract }>();

  constructor({ connection }: QueueConnection, contracts: readonly JobContract[]) {
    for (const contract of contracts) {
      const queue = new Queue(contract.topic, { connection });
      // BullMQ repeats what failed by itself; a listener keeps the process from ending on a lost connection.
      queue.on('error', () => undefined);
      this.#queues.set(contract.topic, { queue, contract });
    }
  }

  /** Resolves when every queue can be used. A queue that could not be prepared at its first attempt never can: its process has to start again. */
  async ready(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(({ queue }) => queue.waitUntilReady()));
  }

  /**
   * Puts on its queue whatever its contract takes; content has no way in.
   * @returns what no contract takes, which nobody ever will as it is
   * @throws what the backend throws when it is away
   */
  async publish(entries: readonly JobEntry[]): Promise<readonly RefusedJob[]> {
    const refused: RefusedJob[] = [];
    for (const [topic, group] of groupByTopic(entries)) {
      const known = this.#queues.get(topic);
      if (!known) {
        refused.push(...group.map(({ id }) => ({ id, because: 'unknown-topic' as const })));
        continue;
      }
      const { queue, contract } = known;
      const jobs = group.flatMap(({ id, payload }) => {
        const data = contract.payload.safeParse(payload);
        if (data.success) return [{ name: topic, data: data.data, opts: jobOptions(contract, id) }];
        refused.push({ id, because: 'payload-invalid' });
        return [];
      });
      if (jobs.length > 0) await queue.addBulk(jobs);
    }
    return refused;
  }

  /** Jobs that are not over yet, over all topics: waiting, delayed or running. */
  async pending(): Promise<number> {
    let pending = 0;
    for (const { queue } of this.#queues.values()) pending += await queue.getJobCountByTypes('waiting', 'active', 'delayed', 'prioritized');
    return pending;
  }

  async close(): Promise<void> {
    for (const { queue } of this.#queues.values()) await queue.close();
  }
}

function groupByTopic(entries: readonly JobEntry[]): Map<string, JobEntry[]> {
  const groups = new Map<string, JobEntry[]>();
  for (const entry of entries) groups.set(entry.topic, [...(groups.get(entry.topic) ?? []), entry]);
  return groups;
}
