import { TEST_ROLE_PASSWORD } from '@keepword/testkit';
import { Client } from 'pg';
import { migrate } from '../migrate.js';
import { databaseRoles, type DatabaseRole } from '../table-access.js';

/** A migrated database that suites copy, so that each starts with all tables and no rows. */
export const MIGRATED_TEMPLATE = 'keepword_template';

export async function prepareTemplate(serverUrl: string): Promise<void> {
  const client = new Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${MIGRATED_TEMPLATE}`);
  } finally {
    await client.end();
  }
  const superuserUrl = Object.assign(new URL(serverUrl), { pathname: `/${MIGRATED_TEMPLATE}` }).toString();
  const rolePasswords = Object.fromEntries(databaseRoles.map((role) => [role, TEST_ROLE_PASSWORD])) as Record<DatabaseRole, string>;
  await migrate({ superuserUrl, rolePasswords });
}
