import { Client } from 'pg';
import type { Seals } from './seals.js';
import type { Token } from './token.js';

/** A place where the token was found: what kind of place, and where in it. Never the content itself. */
export interface Hit {
  readonly where: 'database' | 'key-store' | 'queue' | 'objects' | 'vendors' | 'logs';
  readonly location: string;
}

interface Table {
  readonly schema: string;
  readonly name: string;
  readonly primaryKey: readonly string[];
}

const rowsPerRead = 500;

/** Every row of every table, as text, as raw bytes, and with its sealed columns opened. */
export async function databaseHits(where: Hit['where'], superuserUrl: string, token: Token, seals: Seals): Promise<readonly Hit[]> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    const hits: Hit[] = [];
    // One snapshot, so that a row which moves while the scan runs is seen exactly once.
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    for (const table of await tablesOf(client)) hits.push(...(await tableHits(client, where, table, token, seals)));
    await client.query('ROLLBACK');
    return hits;
  } finally {
    await client.end();
  }
}

async function tablesOf(client: Client): Promise<readonly Table[]> {
  const { rows } = await client.query<Table>(
    `SELECT n.nspname AS schema, c.relname AS name,
            coalesce((SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum))
                        FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                       WHERE i.indrelid = c.oid AND i.indisprimary), '{}') AS "primaryKey"
       FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'm') AND n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
      ORDER BY 1, 2`,
  );
  return rows;
}

async function tableHits(client: Client, where: Hit['where'], table: Table, token: Token, seals: Seals): Promise<readonly Hit[]> {
  const name = `${client.escapeIdentifier(table.schema)}.${client.escapeIdentifier(table.name)}`;
  const hits: Hit[] = [];
  await client.query(`DECLARE scan NO SCROLL CURSOR FOR SELECT * FROM ${name}`);
  for (;;) {
    const { rows } = await client.query<Record<string, unknown>>(`FETCH ${rowsPerRead} FROM scan`);
    for (const row of rows) {
      for (const [column, value] of Object.entries(row)) {
        const found = await valueHolds(value, token, async (sealed) =>
          seals.open(
            String(row['subject_id'] ?? row['staff_id'] ?? row['case_id'] ?? row['id'] ?? ''),
            placesOf(table, column, row),
            sealed,
          ),
        );
        if (found)
          hits.push({
            where,
            location: `${table.schema}.${table.name}.${column} [${rowName(table, row)}]${found === 'sealed' ? ' (sealed)' : ''}`,
          });
      }
    }
    if (rows.length < rowsPerRead) break;
  }
  await client.query('CLOSE scan');
  return hits;
}

type Opener = (sealed: Uint8Array) => Promise<Uint8Array | null>;

async function valueHolds(value: unknown, token: Token, open: Opener): Promise<'plain' | 'sealed' | null> {
  if (value === null || value === undefined) return null;
  if (Buffer.isBuffer(value)) {
    if (token.isIn(value)) return 'plain';
    const opened = await open(value);
    return opened && token.isIn(opened) ? 'sealed' : null;
  }
  if (Array.isArray(value)) {
    for (const part of value) {
      const found = await valueHolds(part, token, open);
      if (found) return found;
    }
    return null;
  }
  const text = value instanceof Date ? value.toISOString() : typeof value === 'object' ? JSON.stringify(value) : String(value);
  return token.isIn(text) ? 'plain' : null;
}

/** The row's name inside a seal is its key, or the parts of it that are not the subject. */
function placesOf(table: Table, column: string, row: Record<string, unknown>) {
  const key = table.primaryKey.map((part) => String(row[part]));
  const withoutSubject = table.primaryKey.filter((part) => part !== 'subject_id').map((part) => String(row[part]));
  const names = new Set([key.join('/'), key.join(' '), withoutSubject.join('/'), withoutSubject.join(' '), ...key]);
  return [...names].map((rowId) => ({ table: table.name, column, rowId }));
}

/** A key may hold what somebody typed, so only ids and numbers of it are shown. */
function rowName(table: Table, row: Record<string, unknown>): string {
  const parts = table.primaryKey.map((part) => String(row[part])).filter((part) => /^[0-9a-f-]{1,36}$/i.test(part));
  return parts.join(' ') || 'a row';
}
