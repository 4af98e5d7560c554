import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import type { RunningStack } from './running-stack.js';

const quietForMs = 1_000;
const waitMaxMs = 300_000;
/** Apps read the clock file anew within this time, and sweeps wake as often. */
const wakeUpMs = 2_000;

/** Waits until the outbox is relayed and no job waits or runs, for one second without a break. @throws Error after five minutes */
export async function untilDrained({ runtime }: RunningStack): Promise<void> {
  const platform = new Client({ connectionString: runtime.databaseUrl });
  const queue = runtime.queueUrl.startsWith('postgres') ? new Client({ connectionString: runtime.queueDatabaseUrl }) : null;
  await Promise.all([platform.connect(), queue?.connect()]);
  try {
    await pause(wakeUpMs);
    let quietMs = 0;
    for (let waitedMs = 0; waitedMs < waitMaxMs; waitedMs += 100) {
      const left = (await outboxRows(platform)) + (queue ? await unfinishedJobs(queue) : 0);
      quietMs = left === 0 ? quietMs + 100 : 0;
      if (quietMs >= quietForMs) return;
      await pause(100);
    }
    throw new Error(`work was still waiting after ${waitMaxMs / 1000} s; see the worker's log`);
  } finally {
    await Promise.all([platform.end(), queue?.end()]);
  }
}

/** What was set aside waits for an operator, not for time. */
async function outboxRows(client: Client): Promise<number> {
  const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM outbox WHERE attempts = 0');
  return Number(rows[0]?.count ?? 0);
}

/** The worker makes the queue's tables when it first starts. */
async function unfinishedJobs(client: Client): Promise<number> {
  const { rows: found } = await client.query<{ present: boolean }>(`SELECT to_regclass('bullmq.job') IS NOT NULL AS present`);
  if (!found[0]?.present) return 0;
  const { rows } = await client.query<{ count: string }>(`SELECT count(*) FROM bullmq.job WHERE state IN ('waiting', 'active')`);
  return Number(rows[0]?.count ?? 0);
}
