import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { entities } from './entities.js';

/** A pool on one role. @param connectionsMax per process; production keeps roles × processes below the server's limit */
export async function openDatabase(url: string, { connectionsMax = 16, applicationName = 'keepword' } = {}): Promise<DataSource> {
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
      connectionTimeoutMillis: 10_000,
      statement_timeout: 30_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  });
  return dataSource.initialize();
}
