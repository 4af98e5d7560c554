import 'reflect-metadata';
import { testDatabase } from '@keepword/testkit';
import { openDatabase } from '../../data-source.js';
import { MIGRATED_TEMPLATE } from '../../testing/prepare-template.js';
import { PostgresUnitOfWork } from '../../unit-of-work.js';

/** A migrated database, reached as the roles that work on billing. */
export async function billingDatabase() {
  const database = await testDatabase(MIGRATED_TEMPLATE);
  const open = (role: string) => openDatabase(database.urlFor(role), { connectionsMax: 8 });
  const [api, sweeper] = await Promise.all([open('core_api'), open('participant_retention')]);
  return {
    units: new PostgresUnitOfWork(api),
    sweep: new PostgresUnitOfWork(sweeper),
    async close() {
      await Promise.all([api.destroy(), sweeper.destroy()]);
      await database.drop();
    },
  };
}
