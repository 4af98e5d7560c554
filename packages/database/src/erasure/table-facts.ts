import type { DataMap } from '@keepword/data-map';
import { subjectColumns, type Blank, type SqlKeys, type TableFacts } from '@keepword/data-rights';
import type { DataSource } from 'typeorm';

interface CatalogueColumn {
  readonly table: string;
  readonly column: string;
  readonly nullable: boolean;
  /** `text`, `bytea`, `jsonb`, `ARRAY`, … */
  readonly type: string;
  readonly isKey: boolean;
}

/** Rows that are about one category as a whole: an output's size and place go with the output. */
const goesWith: Readonly<Record<string, NonNullable<TableFacts['goesWith']>>> = {
  creation_outputs: 'generation.output',
  creation_uploads: 'generation.input-upload',
};

/** Where a payment's day stands; everything else counts from `created_at`, where there is one. */
const transactionColumn: Readonly<Record<string, string>> = { purchases: 'created_at', subscriptions: 'created_at' };

const empties: Readonly<Record<string, Blank>> = { text: 'empty-text', bytea: 'empty-bytes', jsonb: 'empty-object', ARRAY: 'empty-array' };

/** What an erasure has to know about each table that the map calls personal, as the live database has it. */
export async function readTableFacts(database: DataSource, map: DataMap): Promise<TableFacts[]> {
  const [columns, references] = await Promise.all([catalogueColumns(database), foreignKeys(database)]);
  const names = [...new Set(map.columns.filter(({ annotation }) => annotation.personal).map(({ table }) => table))];
  return names.map((table): TableFacts => {
    const own = columns.filter((column) => column.table === table);
    const has = (name: string) => own.some(({ column }) => column === name);
    const subjects = new Set(subjectColumns(map, table));
    const creationColumn = table === 'creations' ? 'id' : has('creation_id') ? 'creation_id' : null;
    const goes = goesWith[table];
    const transaction = transactionColumn[table];
    return {
      table,
      keys: own.filter(({ column, isKey }) => isKey || subjects.has(column) || column === creationColumn).map(({ column }) => column),
      blanks: Object.fromEntries(own.flatMap((column) => blankOf(column).map((blank) => [column.column, blank]))),
      references: references.filter((one) => one.table === table).map((one) => one.references),
      ...(creationColumn === null ? {} : { creationColumn }),
      ...(goes === undefined ? {} : { goesWith: goes }),
      triggers: {
        ...(has('created_at') ? { created: 'created_at' } : {}),
        ...(transaction === undefined ? {} : { transaction }),
      },
    };
  });
}

/** The single column that each table's rows are named by, for the ways of other tables to their subject; and which columns are of text. */
export async function readKeys(database: DataSource): Promise<SqlKeys> {
  const texts = await database.query<{ name: string }[]>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns WHERE table_schema = 'public' AND data_type = 'text'`,
  );
  const rows = await database.query<{ table: string; columns: string[] }[]>(
    `SELECT conrelid::regclass::text AS table, array_agg(a.attname::text) AS columns
       FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
       WHERE c.contype = 'p' AND c.connamespace = 'public'::regnamespace GROUP BY conrelid`,
  );
  const keyOf = Object.fromEntries(
    rows.flatMap(({ table, columns: [only, ...more] }) => (only !== undefined && more.length === 0 ? [[table, only]] : [])),
  );
  return { keyOf, textColumns: new Set(texts.map(({ name }) => name)) };
}

function blankOf({ nullable, type, isKey }: CatalogueColumn): Blank[] {
  if (isKey) return [];
  if (nullable) return ['null'];
  const empty = empties[type];
  return empty === undefined ? [] : [empty];
}

function catalogueColumns(database: DataSource): Promise<CatalogueColumn[]> {
  return database.query<CatalogueColumn[]>(
    `SELECT c.table_name AS table, c.column_name AS column, c.is_nullable = 'YES' AS nullable, c.data_type AS type,
            EXISTS (SELECT 1 FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
                     WHERE k.contype IN ('p', 'f') AND k.conrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
                       AND a.attname = c.column_name) AS "isKey"
       FROM information_schema.columns c WHERE c.table_schema = 'public'`,
  );
}

function foreignKeys(database: DataSource): Promise<{ table: string; references: string }[]> {
  return database.query(
    `SELECT conrelid::regclass::text AS table, confrelid::regclass::text AS references
       FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace`,
  );
}
