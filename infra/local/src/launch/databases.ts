import { migrate } from '@keepword/database';
import { prepareKeyStore } from '@keepword/keyring';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '@keepword/testkit';
import { Client } from 'pg';
import type { StackSecrets } from './secrets.js';

export interface Databases {
  /** Superuser's connection strings. */
  readonly platformUrl: string;
  readonly keyStoreUrl: string;
  readonly queueUrl: string;
}

export function startPostgres(dataDir: string, port: number, superuserPassword: string, logFile: string): Promise<EmbeddedPostgres> {
  return startEmbeddedPostgres({ dataDir, port, superuserPassword, durable: true, logFile });
}

/** Makes what is missing: the three databases, the queue's role, all tables. */
export async function prepareDatabases(server: EmbeddedPostgres, secrets: StackSecrets): Promise<Databases> {
  await createDatabases(server.url('postgres'), ['keepword', 'keepword_keys', 'keepword_queue']);
  const databases = {
    platformUrl: server.url('keepword'),
    keyStoreUrl: server.url('keepword_keys'),
    queueUrl: server.url('keepword_queue'),
  };
  await Promise.all([
    migrate({ superuserUrl: databases.platformUrl, rolePasswords: secrets.rolePasswords }),
    prepareKeyStore({ superuserUrl: databases.keyStoreUrl, rolePassword: secrets.rolePasswords.keyring }),
    prepareQueue(databases.queueUrl, secrets.rolePasswords.queue),
  ]);
  await allowConnections(databases.keyStoreUrl, 'keyring');
  return databases;
}

async function createDatabases(superuserUrl: string, names: readonly string[]): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>('SELECT datname FROM pg_database');
    const present = new Set(rows.map(({ datname }) => datname));
    for (const name of names) {
      if (!present.has(name)) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
      // Each app's role reaches only the databases it is named for; by default everybody may connect to all.
      await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${client.escapeIdentifier(name)} FROM PUBLIC`);
    }
  });
}

async function allowConnections(superuserUrl: string, role: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    await client.query(`GRANT CONNECT ON DATABASE ${client.escapeIdentifier(client.database ?? '')} TO ${client.escapeIdentifier(role)}`);
  });
}

/** BullMQ makes its own schema and migrates it, so its role owns the database's contents but nothing outside it. */
async function prepareQueue(superuserUrl: string, password: string): Promise<void> {
  await asSuperuser(superuserUrl, async (client) => {
    const { rowCount } = await client.query(`SELECT 1 FROM pg_roles WHERE rolname = 'queue'`);
    if (!rowCount) await client.query('CREATE ROLE queue LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS');
    await client.query(`ALTER ROLE queue PASSWORD ${client.escapeLiteral(password)}`);
    await client.query('GRANT CONNECT, CREATE, TEMPORARY ON DATABASE keepword_queue TO queue');
  });
}

async function asSuperuser(connectionString: string, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}
