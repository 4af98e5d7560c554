import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { entities } from './entities.js';

/**
 * A pool on one role.
 * @param connectionsMax per process; production keeps roles × processes below the server's limit
 * @param waitMaxMs how long work waits for a connection before it fails, see {@link isOverloaded}
 */
export async function openDatabase(
  url: string,
  { connectionsMax = 16, applicationName = 'keepword', waitMaxMs = 10_000 } = {},
): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [...entities],
    synchronize: false,
    logging: false,
    applicationName,
    poolSize: connectionsMax,
    // A cut connection (a restart of PostgreSQL) is not the process's end; whoever asks next gets a new one or an error.
    poolErrorHandler: () => undefined,
    extra: {
      // Statements may be sent before the one ahead of them is answered; a unit of work opens and ends without round trips of its own.
      pipeline: true,
      keepAlive: true,
      // A connection keeps the plans of what it ran before; closing idle ones at once would have them made again after every short calm.
      idleTimeoutMillis: 300_000,
      connectionTimeoutMillis: waitMaxMs,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  });
  return dataSource.initialize();
}

/** Whether work failed because every connection was busy for too long: nothing was done, and a moment later it may be. */
export function isOverloaded(error: unknown): boolean {
  // The pool gives this error neither a class nor a code.
  return error instanceof Error && error.message === 'timeout exceeded when trying to connect';
}
