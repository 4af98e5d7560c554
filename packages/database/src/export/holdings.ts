import type { DataMap } from '@keepword/data-map';
import { countRows, quotedIdentifier, subjectColumns, subjectPredicate, type SqlKeys } from '@keepword/data-rights';
import type { DataCategory } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';
import type { DataSource } from 'typeorm';
import { notOfPeople } from './postgres-export-source.js';
import { disclosedRows } from './withheld.js';

interface Counted {
  readonly category: DataCategory;
  readonly table: string;
  /** Columns that hold something of the category, those that only lead to the person aside. */
  readonly columns: readonly string[];
}

/**
 * How many rows hold something of a person, by category: a row counts where at least one of the category's columns is filled.
 * @param database as the role `participant_export`
 */
export async function countHoldings(
  database: DataSource,
  map: DataMap,
  keys: SqlKeys,
  subjectId: SubjectId,
): Promise<ReadonlyMap<DataCategory, number>> {
  const counted = countedTables(map);
  // One statement, so that all numbers are of the same moment; every part has the subject as its only parameter.
  const text = counted
    .map(({ table, columns }, index) => {
      const predicate = disclosedRows(subjectPredicate(map, keys, table, subjectId));
      const filled = columns.map((column) => `${quotedIdentifier(table)}.${quotedIdentifier(column)} IS NOT NULL`).join(' OR ');
      return `SELECT ${index} AS part, "rows" FROM (${countRows({ ...predicate, text: `(${predicate.text}) AND (${filled})` }).text}) AS counted`;
    })
    .join(' UNION ALL ');
  const rows = await database.query<{ part: number; rows: string }[]>(text, [subjectId]);
  const found = new Map<DataCategory, number>();
  for (const { part, rows: count } of rows) {
    const category = counted[part]?.category;
    if (category) found.set(category, (found.get(category) ?? 0) + Number(count));
  }
  return found;
}

function countedTables(map: DataMap): Counted[] {
  const found = new Map<string, { category: DataCategory; table: string; columns: string[] }>();
  for (const { table, column, annotation } of map.columns) {
    if (!annotation.personal || notOfPeople.test(table)) continue;
    const name = `${table} ${annotation.category}`;
    const known = found.get(name) ?? { category: annotation.category, table, columns: [] };
    known.columns.push(column);
    found.set(name, known);
  }
  return [...found.values()].map(({ category, table, columns }) => {
    const leading = subjectColumns(map, table);
    const own = columns.filter((column) => !leading.includes(column));
    return { category, table, columns: own.length > 0 ? own : columns };
  });
}
