import { createPostgresBackend, runMigrations, setDefaultBackendFactory, type ConnectionOptions } from 'bullmq';
import pg from 'pg';

export interface QueueConnection {
  /** What BullMQ's classes take as `connection`; shared by all queues of the process. */
  readonly connection: ConnectionOptions;
  readonly backend: 'postgres' | 'redis';
  /** Resolves when the backend answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}

const schema = 'bullmq';

/**
 * Opens the queue's backend: `postgres://…` for BullMQ on PostgreSQL, `redis://…` or `rediss://…` for Redis. Nothing else differs.
 * Must run before any queue or worker of the process is made.
 */
export async function connectQueue(url: string, connectionsMax = 24): Promise<QueueConnection> {
  return url.startsWith('redis') ? connectRedis(url) : connectPostgres(url, connectionsMax);
}

async function connectPostgres(connectionString: string, connectionsMax: number): Promise<QueueConnection> {
  setDefaultBackendFactory(createPostgresBackend as never);
  // One pool for all queues: each would otherwise open its own, some forty connections for six queues.
  const pool = new pg.Pool({ connectionString, max: connectionsMax, options: `-c search_path=${schema}`, keepAlive: true });
  pool.setMaxListeners(0); // each queue and worker adds one
  // A connection was cut, lent out or idle (a restart of PostgreSQL): whoever uses it hears of it by a failed query, and the next opens another.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const client = await pool.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    client.release();
  }
  return {
    connection: pool as unknown as ConnectionOptions,
    backend: 'postgres',
    check: async () => void (await pool.query('SELECT 1')),
    close: () => pool.end(),
  };
}

async function connectRedis(url: string): Promise<QueueConnection> {
  setDefaultBackendFactory(); // Redis is what BullMQ takes when nothing is registered; an earlier connection may have registered PostgreSQL
  const { Redis } = await import('ioredis');
  const redis = new Redis(url, { maxRetriesPerRequest: null, lazyConnect: true });
  redis.on('error', () => undefined); // it connects again by itself; whoever asks meanwhile waits
  await redis.connect();
  return {
    connection: { url, maxRetriesPerRequest: null } as ConnectionOptions,
    backend: 'redis',
    check: async () => void (await redis.ping()),
    close: async () => void (await redis.quit()),
  };
}

/**
 * What every worker is made with, so that work goes on within seconds after a process or the backend was killed: a job whose worker is gone is
 * taken up again after its lock has run out, however often that happens (handlers are safe to repeat), and a worker that lost the backend asks
 * again every second.
 */
export function workerOptions(concurrency: number) {
  return { concurrency, lockDuration: 10_000, stalledInterval: 3_000, maxStalledCount: 100, runRetryDelay: 1_000 };
}
