import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { migrate, undoNewestMigration, type MigrateOptions } from './migrate.js';
import { databaseRoles } from './table-access.js';
import { describeSchema } from './testing/describe-schema.js';

const rolePasswords = Object.fromEntries(databaseRoles.map((role) => [role, TEST_ROLE_PASSWORD])) as MigrateOptions['rolePasswords'];
const opened: TestDatabase[] = [];

async function database(template?: string): Promise<TestDatabase> {
  const made = await testDatabase(template);
  opened.push(made);
  return made;
}
afterEach(async () => {
  for (const made of opened.splice(0)) await made.drop();
});

async function asOwner<T>({ url }: TestDatabase, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const schemaOf = (of: TestDatabase) => asOwner(of, describeSchema);

describe('migrations', () => {
  it('given an empty database, when migrated, then the schema is the committed one', async () => {
    const fresh = await database();
    expect(await migrate({ superuserUrl: fresh.url, rolePasswords })).toEqual(['Foundation1763700000000']);
    expect(await schemaOf(fresh)).toMatchSnapshot();
  });

  it('given a database that was migrated before, when compared with a fresh one, then they are the same', async () => {
    const [fresh, migrated] = [await database(), await database('keepword_template')];
    await migrate({ superuserUrl: fresh.url, rolePasswords });
    expect(await schemaOf(migrated)).toBe(await schemaOf(fresh));
  });

  it('given rows, when migrated a second time, then nothing runs and nothing changes', async () => {
    const migrated = await database('keepword_template');
    const before = await schemaOf(migrated);
    await asOwner(migrated, (client) => client.query(`INSERT INTO one_time_tokens VALUES (sha256('x'), '{}', '2026-03-01T08:00:00Z')`));
    expect(await migrate({ superuserUrl: migrated.url, rolePasswords })).toEqual([]);
    expect(await schemaOf(migrated)).toBe(before);
    const kept = await asOwner(migrated, (client) => client.query('SELECT 1 FROM one_time_tokens'));
    expect(kept.rowCount).toBe(1);
  });

  it('given a migrated database, when each migration is undone, then nothing is left, and going forward again gives the same', async () => {
    const migrated = await database('keepword_template');
    const before = await schemaOf(migrated);
    const empty = await asOwner(await database(), describeSchema);
    await undoNewestMigration(migrated.url);
    await asOwner(migrated, async (client) => {
      const left = await client.query<{ name: string }>(
        `SELECT relname AS name FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S') AND relname !~ '^schema_migrations'
         UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
         UNION SELECT typname FROM pg_type WHERE typtype = 'd' AND typnamespace = 'public'::regnamespace`,
      );
      expect(left.rows).toEqual([]);
      await client.query('DROP TABLE schema_migrations');
    });
    expect(withoutSchemaGrants(await schemaOf(migrated))).toBe(withoutSchemaGrants(empty));
    expect(await migrate({ superuserUrl: migrated.url, rolePasswords })).toEqual(['Foundation1763700000000']);
    expect(await schemaOf(migrated)).toBe(before);
  });

  it('given four that migrate one database at once, then one does the work and the schema is whole', async () => {
    const fresh = await database();
    const done = await Promise.all(Array.from({ length: 4 }, () => migrate({ superuserUrl: fresh.url, rolePasswords })));
    expect(done.flat()).toEqual(['Foundation1763700000000']);
    expect(await schemaOf(fresh)).toBe(await schemaOf(await database('keepword_template')));
  });

  it('given a migration that fails half-way, then nothing of it stays', async () => {
    const fresh = await database();
    // A table in the way: the last schema to be made meets it, when all others stand already.
    await asOwner(fresh, (client) => client.query('CREATE TABLE outgoing_mails (id integer)'));
    await expect(migrate({ superuserUrl: fresh.url, rolePasswords })).rejects.toThrow(/outgoing_mails/);
    const left = await asOwner(fresh, (client) =>
      client.query<{ name: string }>(
        `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_migrations'`,
      ),
    );
    expect(left.rows).toEqual([{ name: 'outgoing_mails' }]);
  });
});

/** Roles keep their right to look into the schema when a migration is undone; the roles are not the migration's. */
const withoutSchemaGrants = (schema: string) => schema.replace(/\n## the schema itself[\s\S]*$/, '');
