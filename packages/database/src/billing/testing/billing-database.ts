import 'reflect-metadata';
import { testDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { openDatabase } from '../../data-source.js';
import { accessStatements, databaseRoles } from '../../table-access.js';
import { PostgresUnitOfWork } from '../../unit-of-work.js';
import { billingSchema, billingTables } from '../billing-schema.js';

/** A database with billing's tables only, reached as the roles that work on them. */
export async function billingDatabase() {
  const database = await testDatabase();
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const known = await owner.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const missing = databaseRoles.filter((role) => !known.rows.some(({ rolname }) => rolname === role));
  for (const role of missing) await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test-role-password'`);
  for (const statement of billingSchema.up) await owner.query(statement);
  for (const table of billingTables) for (const statement of accessStatements(table)) await owner.query(statement);
  await owner.end();
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
