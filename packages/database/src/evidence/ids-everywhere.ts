import { quotedIdentifier } from '@keepword/data-rights';
import type { DataSource } from 'typeorm';

/** An id that stands somewhere in a table, whatever the column says that it holds. */
export interface FoundId {
  /** `table.column` */
  readonly place: string;
  /** Lower case, with hyphens. */
  readonly id: string;
}

interface SearchedColumn {
  readonly table: string;
  readonly column: string;
  readonly isUuid: boolean;
}

const rowsPerRead = 5_000;
const uuidPattern = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}';

/**
 * Every id in every table that the role may read, also inside of texts and JSON: what the catalogue lists is searched, not what the data map does.
 * Memory stays flat; an id comes as often as it stands there.
 */
export async function* idsEverywhere(database: DataSource): AsyncGenerator<FoundId> {
  const runner = database.createQueryRunner();
  await runner.connect();
  try {
    await runner.query('BEGIN READ ONLY');
    const columns = (await runner.query(
      `SELECT c.relname AS table, a.attname AS column, a.atttypid = 'uuid'::regtype AS "isUuid"
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND a.attnum > 0 AND NOT a.attisdropped
          AND a.atttypid = ANY ('{uuid,uuid[],text,text[],json,jsonb}'::regtype[]) AND has_table_privilege(c.oid, 'SELECT')
        ORDER BY 1, 2`,
    )) as SearchedColumn[];
    for (const { table, column, isUuid } of columns) {
      const [name, of] = [quotedIdentifier(column), quotedIdentifier(table)];
      const text = isUuid
        ? `SELECT ${name}::text AS id FROM ${of} WHERE ${name} IS NOT NULL`
        : `SELECT lower(found[1]) AS id FROM ${of}, regexp_matches(${name}::text, '(${uuidPattern})', 'gi') found`;
      await runner.query(`DECLARE ids NO SCROLL CURSOR FOR ${text}`);
      for (;;) {
        const rows = (await runner.query(`FETCH ${rowsPerRead} FROM ids`)) as { id: string }[];
        for (const { id } of rows) yield { place: `${table}.${column}`, id };
        if (rows.length < rowsPerRead) break;
      }
      await runner.query('CLOSE ids');
    }
  } finally {
    await runner.query('ROLLBACK');
    await runner.release();
  }
}
