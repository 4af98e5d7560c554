import type { JobContract } from '@keepword/contracts';
import { Queue, type JobsOptions } from 'bullmq';
import type { QueueConnection } from './connect-queue.js';

export interface JobEntry {
  /** The outbox entry's id; the queue knows a repeated one and does nothing. */
  readonly id: string;
  readonly topic: string;
  readonly payload: Readonly<Record<string, unknown>>;
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

  /** @throws Error for a topic without a contract; ZodError for a payload that is not the contract's (content has no way in) */
  async publish(entries: readonly JobEntry[]): Promise<void> {
    const byTopic = groupByTopic(entries);
    for (const [topic, group] of byTopic) {
      const known = this.#queues.get(topic);
      if (!known) throw new Error(`no job contract for the topic ${topic}`);
      const { queue, contract } = known;
      await queue.addBulk(
        group.map(({ id, payload }) => ({ name: topic, data: contract.payload.parse(payload), opts: jobOptions(contract, id) })),
      );
    }
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
