import { describeCreationStore } from '@keepword/creations/testing';
import { testDatabase } from '@keepword/testkit';
import { openDatabase } from '../data-source.js';
import { MIGRATED_TEMPLATE } from '../testing/prepare-template.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresCreationStore } from './postgres-creation-store.js';
import { postgresCreationSweeps } from './postgres-creation-sweeps.js';

/** Every transaction runs as the role that it has in life and meets that role's grants and row-level security. */
async function openStore() {
  const database = await testDatabase(MIGRATED_TEMPLATE);
  const [api, worker, sweeper] = await Promise.all(
    ['core_api', 'worker', 'participant_retention'].map((role) => openDatabase(database.urlFor(role))),
  );
  if (!api || !worker || !sweeper) throw new Error('three pools were expected');
  return { database, api, worker, sweeper };
}

describeCreationStore('Postgres', async () => {
  const { database, api, worker, sweeper } = await openStore();
  return {
    transactions: new PostgresUnitOfWork(api),
    workerTransactions: new PostgresUnitOfWork(worker),
    store: new PostgresCreationStore(),
    sweeps: postgresCreationSweeps(sweeper),
    async close() {
      await Promise.all([api.destroy(), worker.destroy(), sweeper.destroy()]);
      await database.drop();
    },
  };
});
