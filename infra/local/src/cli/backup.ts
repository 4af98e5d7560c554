import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import type { Clock } from '@keepword/primitives';
import { Client } from 'pg';
import { z } from 'zod';
import { UsageError } from '../launch/usage-error.js';

/** Nobody is signed in after a restore: an ended session must not count again. What TypeORM and a restore note of themselves is not data. */
const leftOut = [
  'sessions',
  'one_time_tokens',
  'staff_sessions',
  'staff_sign_ins',
  'staff_used_codes',
  'replay_pending',
  'schema_migrations',
];
const rowsPerRead = 1_000;
const rowsPerWrite = 500;
const lockAttemptsMax = 20;

const headerSchema = z.object({
  format: z.literal('keepword-backup'),
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** What the tables looked like; a backup fits no other state of them. */
  migrations: z.array(z.string().max(200)).min(1),
});
type Header = z.infer<typeof headerSchema>;

export interface BackupDone {
  readonly createdAt: string;
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes every row of the platform's database, as it was at one moment, into a file that only its owner may read: a gzip of lines,
 * first a header, then `table TAB row as JSON`. The key store is no part of it.
 * @param url as the tables' owner
 */
export async function createBackup(url: string, file: string, clock: Clock): Promise<BackupDone> {
  return withClient(url, async (client) => {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const createdAt = clock.now().toISOString();
    const counts = { tables: 0, rows: 0 };
    const header: Header = { format: 'keepword-backup', version: 1, createdAt, migrations: await migrationsOf(client) };
    const lines = async function* () {
      yield `${JSON.stringify(header)}\n`;
      for (const table of await tablesOf(client)) {
        counts.tables += 1;
        for await (const row of rowsOf(client, table)) {
          counts.rows += 1;
          yield `${table}\t${row}\n`;
        }
      }
    };
    const part = `${file}.${randomUUID()}.part`;
    try {
      await pipeline(Readable.from(lines()), createGzip(), createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }));
      await rename(part, file);
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
    await client.query('ROLLBACK');
    return { createdAt, ...counts };
  });
}

/**
 * Puts the database back to what the file holds, in one transaction. From then on no service says that it is ready, until the worker has
 * erased again what the replay log names.
 * @param url as the tables' owner
 * @throws UsageError for a file that is no backup, or one of tables that looked otherwise
 */
export async function restoreBackup(url: string, file: string, clock: Clock): Promise<BackupDone> {
  const lines = createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Infinity });
  const iterator = lines[Symbol.asyncIterator]();
  const header = readHeader(((await iterator.next()) as IteratorResult<string, undefined>).value, file);
  return withClient(url, async (client) => {
    if ((await migrationsOf(client)).join() !== header.migrations.join())
      throw new UsageError(`'${file}' was made when the tables looked otherwise; restore it with the version that made it.`);
    const tables = new Set(await tablesOf(client));
    await beginAlone(client, [...tables]);
    const writer = new RowWriter(client);
    for (;;) {
      const next = await iterator.next();
      if (next.done) break;
      const cut = next.value.indexOf('\t');
      const table = next.value.slice(0, cut);
      if (!tables.has(table)) throw new UsageError(`'${file}' names a table that there is not: it is no backup of this version.`);
      await writer.add(table, next.value.slice(cut + 1));
    }
    await writer.flush();
    await client.query(`SELECT setval(seq, greatest(1, last), last > 0) FROM (${await newestOfSequences(client)}) s`);
    await client.query('INSERT INTO replay_pending (id, restored_at) VALUES ($1, $2)', [randomUUID(), clock.now()]);
    await client.query('COMMIT');
    return { createdAt: header.createdAt, tables: writer.tables.size, rows: writer.rows };
  });
}

/** Rows are never read as values here: PostgreSQL writes them as JSON and reads them back, so that no number loses a digit. */
class RowWriter {
  readonly tables = new Set<string>();
  rows = 0;
  #table = '';
  #waiting: string[] = [];
  readonly #columns = new Map<string, string>();

  constructor(private readonly client: Client) {}

  async add(table: string, row: string): Promise<void> {
    if (table !== this.#table || this.#waiting.length === rowsPerWrite) await this.flush();
    this.#table = table;
    this.#waiting.push(row);
  }

  async flush(): Promise<void> {
    if (this.#waiting.length === 0) return;
    const name = this.client.escapeIdentifier(this.#table);
    const columns = this.#columns.get(this.#table) ?? (await columnsOf(this.client, this.#table));
    this.#columns.set(this.#table, columns);
    await this.client.query(
      `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE SELECT ${columns} FROM json_populate_recordset(NULL::${name}, $1::json)`,
      [`[${this.#waiting.join(',')}]`],
    );
    this.rows += this.#waiting.length;
    this.tables.add(this.#table);
    this.#waiting = [];
  }
}

/** Takes all tables for itself and empties them. Services that are at work may be in the way for a moment. */
async function beginAlone(client: Client, tables: readonly string[]): Promise<void> {
  const names = [...tables, ...leftOut.filter((one) => one !== 'schema_migrations')].map((one) => client.escapeIdentifier(one)).join(', ');
  for (let attempt = 1; ; attempt += 1) {
    await client.query('BEGIN');
    try {
      // Guards against changing what was written are for those who work with it; whoever restores puts all of it back as it was.
      await client.query(`SET LOCAL session_replication_role = replica; SET LOCAL lock_timeout = '2s'`);
      await client.query(`TRUNCATE ${names}`);
      return;
    } catch (error) {
      await client.query('ROLLBACK');
      const isInTheWay = ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');
      if (!isInTheWay || attempt === lockAttemptsMax) throw error;
    }
  }
}

async function* rowsOf(client: Client, table: string): AsyncGenerator<string> {
  await client.query(`DECLARE backup NO SCROLL CURSOR FOR SELECT to_json(t)::text AS row FROM ${client.escapeIdentifier(table)} t`);
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${rowsPerRead} FROM backup`);
    for (const { row } of rows) yield row;
    if (rows.length < rowsPerRead) break;
  }
  await client.query('CLOSE backup');
}

async function tablesOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' AND NOT tablename = ANY ($1) ORDER BY 1`,
    [leftOut],
  );
  return rows.map(({ name }) => name);
}

async function columnsOf(client: Client, table: string): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = 'public' AND table_name = $1 AND is_generated = 'NEVER' ORDER BY ordinal_position`,
    [table],
  );
  return rows.map(({ name }) => client.escapeIdentifier(name)).join(', ');
}

async function migrationsOf(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>('SELECT name FROM schema_migrations ORDER BY 1');
  return rows.map(({ name }) => name);
}

/** One SELECT that names each sequence beside the newest number of its column. */
async function newestOfSequences(client: Client): Promise<string> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(
    `SELECT s.oid::regclass::text AS sequence, t.relname AS table, a.attname AS column
       FROM pg_class s JOIN pg_depend d ON d.objid = s.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
       JOIN pg_class t ON t.oid = d.refobjid JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = d.refobjsubid
      WHERE s.relkind = 'S' AND t.relnamespace = 'public'::regnamespace`,
  );
  const newest = rows.map(({ sequence, table, column }) => {
    const [of, name] = [client.escapeIdentifier(table), client.escapeIdentifier(column)];
    return `SELECT ${client.escapeLiteral(sequence)}::regclass AS seq, coalesce(max(${name}), 0)::bigint AS last FROM ${of}`;
  });
  return newest.join(' UNION ALL ') || 'SELECT NULL::regclass AS seq, 0::bigint AS last WHERE false';
}

function readHeader(line: string | undefined, file: string): Header {
  try {
    return headerSchema.parse(JSON.parse(line ?? ''));
  } catch (error) {
    throw new UsageError(`'${file}' is not a backup of this platform.`, { cause: error });
  }
}

async function withClient<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
