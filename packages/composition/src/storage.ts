import { openDatabase, pendingReplays, PostgresUnitOfWork } from '@keepword/database';
import { Keyring, postgresKeyStore } from '@keepword/keyring';
import { FsObjectStore } from '@keepword/object-store-fs';
import type { ObjectStore } from '@keepword/creations';
import type { Clock } from '@keepword/primitives';
import pg from 'pg';
import type { DataSource } from 'typeorm';
import type { PlatformEnvironment } from './environment.js';

export interface Storage {
  readonly database: DataSource;
  readonly transactions: PostgresUnitOfWork;
  readonly keyring: Keyring;
  readonly objects: ObjectStore;
  /** Resolves when database and key store answer, and what was erased since the newest restored backup is erased again. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** @param applicationName shown by PostgreSQL beside each connection */
export async function openStorage(environment: PlatformEnvironment, clock: Clock, applicationName: string): Promise<Storage> {
  const database = await openDatabase(environment.DATABASE_URL, { applicationName });
  const keys = new pg.Pool({ connectionString: environment.KEYRING_URL, max: 6, keepAlive: true });
  // A connection was cut, lent out or idle: whoever uses it hears of it by a failed query, and the next opens another.
  keys.on('error', () => undefined);
  keys.on('connect', (client) => client.on('error', () => undefined));
  return {
    database,
    transactions: new PostgresUnitOfWork(database),
    keyring: new Keyring(postgresKeyStore(keys), environment.KEYRING_MASTER_KEY.subarray(0, 32), clock),
    objects: new FsObjectStore(environment.OBJECTS_DIR),
    async check() {
      const [replays] = await Promise.all([pendingReplays(database), keys.query('SELECT 1')]);
      if (replays.length > 0) throw new Error('a backup was restored, and what was erased since is not erased again yet');
    },
    async close() {
      await Promise.all([database.destroy(), keys.end()]);
    },
  };
}
