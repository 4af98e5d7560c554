import { newId, type UnitOfWork } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { openDatabase } from './data-source.js';
import { functionGrants, tables } from './schema.js';
import { appRoles, databaseRoles, type DatabaseRole, type TableAccess } from './table-access.js';
import { entityManagerOf, PostgresUnitOfWork } from './unit-of-work.js';

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

const roles = [...databaseRoles];
/** What TypeORM makes for itself; nobody but the owner touches it. */
const isOurs = (table: string) => table !== 'schema_migrations';

async function listed(sql: string, parameters: unknown[] = []): Promise<string[]> {
  const { rows } = await owner.query<{ name: string }>(sql, parameters);
  return rows.map(({ name }) => name).toSorted();
}

/** `table: PRIVILEGE to role` for each grant of the list. */
const granted = (access: readonly TableAccess[]) =>
  access
    .flatMap(({ table, grants }) =>
      Object.entries(grants).flatMap(([role, privileges]) => privileges.map((privilege) => `${table}: ${privilege} to ${role}`)),
    )
    .toSorted();

describe('what each role may do', () => {
  it('given the list of tables, then it names every table of the database', async () => {
    const live = await listed(`SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'`);
    expect(tables.map(({ table }) => table).toSorted()).toEqual(live.filter(isOurs));
  });

  const liveGrants = () =>
    listed(
      `SELECT table_name || ': ' || privilege_type || ' to ' || grantee AS name FROM information_schema.role_table_grants
        WHERE table_schema = 'public' AND grantee <> 'postgres'`,
    );

  it('given the live grants, then they are those of the list, no more and no less', async () => {
    expect(await liveGrants()).toEqual(granted(tables));
  });

  it('given a grant that nobody listed, or one that is missing, then the check itself sees it', async () => {
    await owner.query('BEGIN');
    await owner.query('GRANT DELETE ON accounts TO core_api');
    await owner.query('REVOKE SELECT ON accounts FROM worker');
    const live = await liveGrants();
    await owner.query('ROLLBACK');
    expect(live.filter((grant) => !granted(tables).includes(grant))).toEqual(['accounts: DELETE to core_api']);
    expect(granted(tables).filter((grant) => !live.includes(grant))).toEqual(['accounts: SELECT to worker']);
  });

  it('given single columns, sequences and other schemas, then nothing is granted beside the tables', async () => {
    const columns = await listed(
      `SELECT attrelid::regclass || '.' || attname AS name FROM pg_attribute WHERE attacl IS NOT NULL AND attrelid::regclass::text !~ '^pg_'`,
    );
    const sequences = await listed(`SELECT relname AS name FROM pg_class WHERE relkind = 'S' AND relacl IS NOT NULL`);
    const schemas = await listed(
      `SELECT nspname AS name FROM pg_namespace, unnest($1::text[]) AS role
        WHERE has_schema_privilege(role, oid, 'USAGE') AND nspname NOT IN ('public', 'pg_catalog', 'information_schema')`,
      [roles],
    );
    expect({ columns, sequences, schemas }).toEqual({ columns: [], sequences: [], schemas: [] });
  });

  it('given any role, then it owns nothing, makes nothing and passes no policy by', async () => {
    const powerful = await listed(
      `SELECT rolname AS name FROM pg_roles
        WHERE rolname = ANY ($1) AND (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)`,
      [roles],
    );
    const owned = await listed(`SELECT relname AS name FROM pg_class JOIN pg_roles r ON r.oid = relowner WHERE rolname = ANY ($1)`, [
      roles,
    ]);
    const creating = await listed(
      `SELECT role AS name FROM unnest($1::text[]) AS role WHERE has_schema_privilege(role, 'public', 'CREATE')`,
      [roles],
    );
    const members = await listed(
      `SELECT m.rolname || ' is in ' || g.rolname AS name FROM pg_auth_members JOIN pg_roles m ON m.oid = member
         JOIN pg_roles g ON g.oid = roleid WHERE m.rolname = ANY ($1)`,
      [roles],
    );
    expect({ powerful, owned, creating, members }).toEqual({ powerful: [], owned: [], creating: [], members: [] });
  });

  it('given any function, then only who needs it may call it', async () => {
    const live = await listed(
      `SELECT oid::regprocedure || ' by ' || role AS name FROM pg_proc, unnest($1::text[]) AS role
        WHERE pronamespace = 'public'::regnamespace AND has_function_privilege(role, oid, 'EXECUTE')`,
      [[...roles, 'public']],
    );
    // A function may be listed by its name alone where there is one of that name; the database knows which it is.
    const allowed = await listed(
      `SELECT coalesce(to_regprocedure(signature)::oid, to_regproc(signature)::oid)::regprocedure || ' by ' || role AS name
         FROM unnest($1::text[], $2::text[]) AS listed(signature, role)`,
      [functionGrants.flatMap(({ signature, to }) => to.map(() => signature)), functionGrants.flatMap(({ to }) => to)],
    );
    expect(live).toEqual(allowed);
  });

  it('given a function inside a check, then whoever writes the table may call it', async () => {
    const barred = await listed(
      `SELECT DISTINCT role || ' writes ' || conrelid::regclass || ' and may not call ' || refobjid::regprocedure AS name
         FROM pg_depend d JOIN pg_constraint c ON c.oid = d.objid AND d.classid = 'pg_constraint'::regclass AND d.refclassid = 'pg_proc'::regclass,
              unnest($1::text[]) AS role
        WHERE conrelid <> 0 AND refobjid >= 16384 AND (has_table_privilege(role, conrelid, 'INSERT') OR has_table_privilege(role, conrelid, 'UPDATE'))
          AND NOT has_function_privilege(role, refobjid, 'EXECUTE')`,
      [roles],
    );
    expect(barred).toEqual([]);
  });

  it('given any function, then it runs with the rights of who calls it', async () => {
    expect(await listed(`SELECT proname AS name FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace`)).toEqual([]);
  });
});

describe('forced row-level security', () => {
  it('given every table that names a subject column, and only those, then it is on and forced', async () => {
    const forced = await listed(`SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'`);
    const enabled = await listed(`SELECT relname AS name FROM pg_class WHERE relrowsecurity AND relkind = 'r'`);
    const bound = tables.filter(({ subjectColumn }) => subjectColumn !== null).map(({ table }) => table);
    expect([forced, enabled]).toEqual([bound.toSorted(), bound.toSorted()]);
  });

  it('given a table with a column of that name that is not bound, then the reason is one that we know', async () => {
    const unbound = tables.filter(({ subjectColumn }) => subjectColumn === null).map(({ table }) => table);
    const withSubject = await listed(
      `SELECT table_name AS name FROM information_schema.columns WHERE column_name = 'subject_id' AND table_name = ANY ($1)`,
      [unbound],
    );
    // Read before anybody is known (an address, a token, a webhook), needed to find out whose rows may then be seen, or (cases) out of
    // every app's own reach.
    expect(withSubject).toEqual([
      'account_lookups',
      'guardian_links',
      'predictions',
      'privacy_cases',
      'purchase_owners',
      'sessions',
      'subscription_owners',
    ]);
  });
});

const at = '2026-03-01T08:00:00Z';
const [anna, berta] = [newId(new Date(at)), newId(new Date(at))];
const bound = tables.filter(({ subjectColumn }) => subjectColumn !== null);
const cases = bound.flatMap((access) =>
  appRoles.filter((role) => access.grants[role]).map((role) => ({ role, access, table: access.table })),
);

/** Policies and grants are looked at apart from everything else that could refuse a row: this suite's copy loses its constraints. */
async function dropConstraints(): Promise<void> {
  const statements = await listed(
    `SELECT format('ALTER %s %s DROP CONSTRAINT %I', CASE WHEN contypid = 0 THEN 'TABLE' ELSE 'DOMAIN' END,
            CASE WHEN contypid = 0 THEN conrelid::regclass::text ELSE contypid::regtype::text END, conname) AS name
       FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace`,
  );
  for (const statement of statements) await owner.query(statement);
}

interface Column {
  readonly name: string;
  readonly type: string;
}
const columns = new Map<string, Column[]>();
let serial = 0;

const valueOf: Readonly<Record<string, () => string>> = {
  uuid: () => `'${newId(new Date(at))}'`,
  text: () => `'row-${(serial += 1)}'`,
  'character varying': () => `'row-${(serial += 1)}'`,
  bytea: () => `'\\x${(serial += 1).toString(16).padStart(8, '0')}'`,
  integer: () => String((serial += 1)),
  bigint: () => '0',
  smallint: () => '1',
  json: () => `'{}'`,
  jsonb: () => `'{}'`,
  boolean: () => 'false',
  inet: () => 'NULL',
  ARRAY: () => `'{}'`,
  'timestamp with time zone': () => `'${at}'`,
};

/** An INSERT of one row that belongs to `subjectId`, with some value in every column that takes one. */
function rowFor({ table, subjectColumn }: TableAccess, subjectId: string): string {
  const all = columns.get(table) ?? [];
  const values = all.map(({ name, type }) => (name === subjectColumn ? `'${subjectId}'` : (valueOf[type]?.() ?? `no value for ${type}`)));
  return `INSERT INTO ${table} (${all.map(({ name }) => name).join(', ')}) VALUES (${values.join(', ')})`;
}

/** Runs `work` in a transaction of the role that is undone in the end. */
async function as(role: DatabaseRole, subjectId: string | null, work: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: database.urlFor(role) });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (subjectId !== null) await client.query(`SELECT set_config('keepword.subject', $1, true)`, [subjectId]);
    await work(client);
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
}

async function refused(client: Client, statement: string): Promise<void> {
  await client.query('SAVEPOINT before');
  await expect(client.query(statement)).rejects.toThrow(/row-level security/);
  await client.query('ROLLBACK TO before');
}

const touched = async (client: Client, statement: string) => (await client.query(statement)).rowCount;

describe('rows of one subject and another', () => {
  beforeAll(async () => {
    await dropConstraints();
    const { rows } = await owner.query<Column & { table: string }>(
      `SELECT table_name AS "table", column_name AS name, data_type AS type FROM information_schema.columns
        WHERE table_schema = 'public' AND is_generated = 'NEVER' AND is_identity = 'NO'`,
    );
    for (const { table, name, type } of rows) columns.set(table, [...(columns.get(table) ?? []), { name, type }]);
    // Nobody is restricted but where that is what is looked at: a restriction closes other tables.
    for (const access of bound) if (access.table !== restrictions) await fill(access);
  });

  const fill = async (access: TableAccess) => {
    for (const person of [anna, berta]) await owner.query(rowFor(access, person));
  };
  const filled = async (access: TableAccess, work: () => Promise<void>) => {
    if (access.table !== restrictions) return work();
    await fill(access);
    await work();
    await owner.query(`DELETE FROM ${restrictions}`);
  };

  it.each(cases)('given $role without a subject, then $table shows nothing and takes nothing', ({ role, access }) =>
    filled(access, () =>
      as(role, null, async (client) => {
        const { table, subjectColumn } = access;
        const may = access.grants[role] ?? [];
        if (may.includes('SELECT')) expect(await touched(client, `SELECT 1 FROM ${table}`)).toBe(0);
        if (may.includes('UPDATE')) expect(await touched(client, `UPDATE ${table} SET ${subjectColumn} = ${subjectColumn}`)).toBe(0);
        if (may.includes('DELETE')) expect(await touched(client, `DELETE FROM ${table}`)).toBe(0);
        if (may.includes('INSERT')) await refused(client, rowFor(access, anna));
      }),
    ),
  );

  it.each(cases)('given $role for one subject, then $table keeps the rows of another from it', ({ role, access }) =>
    filled(access, () =>
      as(role, anna, async (client) => {
        const { table, subjectColumn } = access;
        const may = access.grants[role] ?? [];
        if (may.includes('SELECT')) {
          expect(await touched(client, `SELECT 1 FROM ${table}`)).toBe(1);
          expect(await touched(client, `SELECT 1 FROM ${table} WHERE ${subjectColumn} = '${berta}'`)).toBe(0);
        }
        if (may.includes('UPDATE')) {
          expect(await touched(client, `UPDATE ${table} SET ${subjectColumn} = ${subjectColumn}`)).toBe(1);
          await refused(client, `UPDATE ${table} SET ${subjectColumn} = '${berta}'`);
        }
        if (may.includes('INSERT')) {
          await refused(client, rowFor(access, berta));
          if (!isOneRowEach(table)) expect(await touched(client, rowFor(access, anna))).toBe(1);
        }
        if (may.includes('DELETE'))
          expect(await touched(client, `DELETE FROM ${table}`)).toBe(1 + Number(may.includes('INSERT') && !isOneRowEach(table)));
      }),
    ),
  );

  const closed = cases.filter(({ role, access }) => access.restricted && access.grants[role]?.includes('INSERT'));
  it.each(closed)('given $role for somebody restricted, then $table takes no row', ({ role, access }) =>
    as(role, anna, async (client) => {
      const restriction = bound.find(({ table }) => table === restrictions);
      if (!restriction) throw new Error('restrictions are bound to their subject');
      await owner.query(rowFor(restriction, anna));
      await refused(client, rowFor(access, anna));
      await owner.query(`DELETE FROM ${restrictions}`);
      expect(await touched(client, rowFor(access, anna))).toBe(1);
    }),
  );

  it('given a pooled connection, when one subject’s transaction is over, then the next sees nothing of it', async () => {
    const dataSource = await openDatabase(database.urlFor('core_api'), { connectionsMax: 1 });
    const units = new PostgresUnitOfWork(dataSource);
    const seen = (uow: UnitOfWork) => entityManagerOf(uow).query<unknown[]>('SELECT 1 FROM accounts');
    try {
      expect(await units.transaction(anna, seen)).toHaveLength(1);
      expect(await units.transaction(null, seen)).toHaveLength(0);
      expect(await dataSource.query<unknown[]>('SELECT 1 FROM accounts')).toHaveLength(0);
    } finally {
      await dataSource.destroy();
    }
  });
});

const restrictions = 'processing_restrictions';

/** Tables whose key is the subject alone or a number that this suite keeps fixed. */
const isOneRowEach = (table: string) =>
  [
    'accounts',
    'email_changes',
    'creation_queues',
    'credit_accounts',
    'credit_transactions',
    'processing_restrictions',
    'human_decisions',
    'guardians',
  ].includes(table);
