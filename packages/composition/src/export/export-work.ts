import { openDatabase, platformDataMap, readKeys } from '@keepword/database';
import type { SqlKeys } from '@keepword/data-rights';
import { BadEnvironment } from '@keepword/service-kit';
import type { DataSource } from 'typeorm';
import type { PlatformEnvironment } from '../environment.js';

/** The database under the one role that reads across people to give each their own. */
export interface ExportDatabase {
  readonly database: DataSource;
  readonly keys: SqlKeys;
  readonly map: ReturnType<typeof platformDataMap>;
  /** Resolves when the database answers under that role. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** @throws BadEnvironment when EXPORT_DATABASE_URL is missing */
export async function openExports(
  environment: Pick<PlatformEnvironment, 'EXPORT_DATABASE_URL'>,
  applicationName = 'exports',
): Promise<ExportDatabase> {
  if (!environment.EXPORT_DATABASE_URL)
    throw new BadEnvironment('EXPORT_DATABASE_URL: the database as role participant_export is needed (found nothing)');
  const database = await openDatabase(environment.EXPORT_DATABASE_URL, { applicationName, connectionsMax: 4 });
  return {
    database,
    keys: await readKeys(database),
    map: platformDataMap(),
    async check() {
      await database.query('SELECT 1');
    },
    close: () => database.destroy(),
  };
}
