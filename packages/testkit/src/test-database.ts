import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** Superuser's connection string to this suite's own database. */
  readonly url: string;
  /** The same database as one of the app roles, whose grants and row-level security then hold. */
  urlFor(role: string): string;
  drop(): Promise<void>;
}

/** The password that every app role has on the test server. */
export const TEST_ROLE_PASSWORD = 'test-role-password';

/**
 * A database of the suite's own on the one embedded server that jest started, copied from `template`.
 * @param template `template1` for an empty one; `keepword_template` for a migrated one
 */
export async function testDatabase(template = 'template1'): Promise<TestDatabase> {
  const server = process.env['KEEPWORD_TEST_POSTGRES'];
  if (!server) throw new Error('KEEPWORD_TEST_POSTGRES is not set: integration tests run through jest, which starts the server');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await asSuperuser(server, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const withDatabase = (url: string) => Object.assign(new URL(url), { pathname: `/${name}` });
  return {
    url: withDatabase(server).toString(),
    urlFor(role) {
      return Object.assign(withDatabase(server), { username: role, password: TEST_ROLE_PASSWORD }).toString();
    },
    drop: () => asSuperuser(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
  };
}

async function asSuperuser(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
