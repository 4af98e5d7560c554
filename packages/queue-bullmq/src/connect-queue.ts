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
  pool.on('error', () => undefined); // an idle connection was cut (a restart of PostgreSQL); the next query opens another
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
  await redis.connect();
  return {
    connection: { url, maxRetriesPerRequest: null } as ConnectionOptions,
    backend: 'redis',
    check: async () => void (await redis.ping()),
    close: async () => void (await redis.quit()),
  };
}
