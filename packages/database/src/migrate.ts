import 'reflect-metadata';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Foundation1763700000000 } from './migrations/1763700000000-foundation.js';
import { databaseRoles, type DatabaseRole } from './table-access.js';

const migrations = [Foundation1763700000000];

export interface MigrateOptions {
  /** Connection string of a superuser (or of the owner, with CREATEROLE) to the platform's database. */
  readonly superuserUrl: string;
  readonly rolePasswords: Readonly<Record<DatabaseRole, string>>;
}

/** Makes the roles and brings the tables to the newest version. Safe to run again, and by two processes at once. @returns names of the migrations that ran */
export async function migrate({ superuserUrl, rolePasswords }: MigrateOptions): Promise<string[]> {
  await prepareRoles(superuserUrl, rolePasswords);
  const dataSource = await openAsOwner(superuserUrl);
  try {
    await dataSource.query('SELECT pg_advisory_lock(7310011)');
    const done = await dataSource.runMigrations({ transaction: 'all' });
    return done.map(({ name }) => name);
  } finally {
    await dataSource.destroy();
  }
}

/** Undoes the newest migration; for the test that proves each one can go back. */
export async function undoNewestMigration(superuserUrl: string): Promise<void> {
  const dataSource = await openAsOwner(superuserUrl);
  try {
    await dataSource.undoLastMigration({ transaction: 'all' });
  } finally {
    await dataSource.destroy();
  }
}

function openAsOwner(url: string): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url, migrations, migrationsTableName: 'schema_migrations', poolSize: 2 }).initialize();
}

async function prepareRoles(superuserUrl: string, rolePasswords: MigrateOptions['rolePasswords']): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock(7310010)');
    const database = client.escapeIdentifier(client.database ?? '');
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    for (const role of databaseRoles) {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
      if (!rowCount) await client.query(`CREATE ROLE ${role} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`);
      await client.query(`ALTER ROLE ${role} PASSWORD ${client.escapeLiteral(rolePasswords[role])}`);
      await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${role}`);
      await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`);
    }
  } finally {
    await client.end();
  }
}
