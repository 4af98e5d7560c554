import type { DataMap } from '@keepword/data-map';
import { subjectColumns, subjectPaths, subjectWays, type RowValue, type SubjectWay } from './subject-path.js';

/** A statement's text and its parameters, in the order of `$1`, `$2`, … */
export interface SqlStatement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** A condition on one table's rows; parameters are numbered from `$1`. */
export interface SqlPredicate extends SqlStatement {
  readonly table: string;
}

/** What the map does not say about tables. */
export interface SqlKeys {
  /** The single column that other tables name a row by; `id` for tables that are not listed. */
  readonly keyOf: Readonly<Record<string, string>>;
  /** `table.column` of those that name a subject and are of text, since they can name something else as well. */
  readonly textColumns?: ReadonlySet<string>;
}

const maxParts = 8;

/** Quoted, so that a name is a name whatever it says. @throws RangeError for what no table or column of ours is called */
export function quotedIdentifier(name: string): string {
  if (name.length === 0 || name.length > 63 || name.includes('\0')) throw new RangeError('an identifier has 1 to 63 characters');
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * The rows of a table that lead to one subject, over each of the ways that its annotations name.
 *
 * A step `-> table.column` whose column is the subject of that table joins by its key (`purchase_id -> purchases.subject_id`: the
 * purchase with that id). Any other column at the end joins by value and goes on to that table's own subject
 * (`payload.email -> accounts.email`: the account with that address).
 * @throws RangeError when nothing in the table is personal or a way is malformed
 */
export function subjectPredicate(map: DataMap, keys: SqlKeys, table: string, subjectId: string): SqlPredicate {
  const text = ofTable({ map, keys }, table, 0);
  return { table, text, values: [subjectId] };
}

/** Narrows a predicate to rows of some creations. @param column of the same table, that holds the creation's id */
export function ofCreations(predicate: SqlPredicate, column: string, creationIds: readonly string[]): SqlPredicate {
  const text = `(${predicate.text}) AND ${columnOf(predicate.table, column)} = ANY($${predicate.values.length + 1}::uuid[])`;
  return { ...predicate, text, values: [...predicate.values, creationIds] };
}

export function countRows({ table, text, values }: SqlPredicate): SqlStatement {
  return { text: `SELECT count(*) AS "rows" FROM ${quotedIdentifier(table)} WHERE ${text}`, values };
}

/** The newest value of a column: what a retained row's end is counted from. */
export function newestValue({ table, text, values }: SqlPredicate, column: string): SqlStatement {
  return { text: `SELECT max(${quotedIdentifier(column)}) AS "newest" FROM ${quotedIdentifier(table)} WHERE ${text}`, values };
}

/**
 * Rows in the order of `orderBy`, which must name a unique key; `after` is the last row's values of those columns (keyset paging).
 * @param limit rows at most, from 1
 */
export function selectRows(
  predicate: SqlPredicate,
  columns: readonly string[],
  page: { readonly orderBy: readonly string[]; readonly after: readonly unknown[] | null; readonly limit: number },
): SqlStatement {
  const order = page.orderBy.map(quotedIdentifier).join(', ');
  const values = [...predicate.values];
  let where = predicate.text;
  if (page.after) {
    if (page.after.length !== page.orderBy.length) throw new RangeError('a page goes on after one value for each column of its order');
    const places = page.after.map((value) => `$${values.push(value)}`);
    where = `(${where}) AND (${order}) > (${places.join(', ')})`;
  }
  const list = columns.map(quotedIdentifier).join(', ');
  const limit = `$${values.push(atLeastOne(page.limit))}::bigint`;
  return { text: `SELECT ${list} FROM ${quotedIdentifier(predicate.table)} WHERE ${where} ORDER BY ${order} LIMIT ${limit}`, values };
}

/** Deletes at most `limit` rows; run again until it deletes none. */
export function deleteBatch({ table, text, values }: SqlPredicate, limit: number): SqlStatement {
  const name = quotedIdentifier(table);
  // By their place in the table: it needs no key, and the inner condition may read other tables.
  return {
    text: `DELETE FROM ${name} WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${name} WHERE ${text} LIMIT $${values.length + 1}::bigint))`,
    values: [...values, atLeastOne(limit)],
  };
}

/** What a blanked column becomes: NULL, or the empty value of its type where it must have one. */
export type Blank = 'null' | 'empty-text' | 'empty-bytes' | 'empty-array' | 'empty-object';

const blanks: Readonly<Record<Blank, string>> = {
  null: 'NULL',
  'empty-text': "''",
  'empty-bytes': "'\\x'",
  'empty-array': "'{}'",
  'empty-object': "'{}'",
};

/** Empties columns of rows that stay. Only rows that still hold something are written, so that running it again changes nothing. */
export function blankColumns({ table, text, values }: SqlPredicate, columns: Readonly<Record<string, Blank>>): SqlStatement {
  const names = Object.entries(columns);
  if (names.length === 0) throw new RangeError('there is no column to blank');
  const set = names.map(([column, blank]) => `${quotedIdentifier(column)} = ${blanks[blank]}`).join(', ');
  return { text: `UPDATE ${quotedIdentifier(table)} SET ${set} WHERE (${text}) AND (${stillFull(columns)})`, values };
}

/** Rows that stay and still hold something in a column that was to be emptied. */
export function countFull({ table, text, values }: SqlPredicate, columns: Readonly<Record<string, Blank>>): SqlStatement {
  return countRows({ table, text: `(${text}) AND (${stillFull(columns)})`, values });
}

function stillFull(columns: Readonly<Record<string, Blank>>): string {
  return Object.entries(columns)
    .map(([column, blank]) => `${quotedIdentifier(column)} IS DISTINCT FROM ${blanks[blank]}`)
    .join(' OR ');
}

/** Puts kept rows under a name that leads to nobody. It changes what the rows are found by: count before. */
export function rekeyRows(predicate: SqlPredicate, columns: readonly string[], retainedAs: string): SqlStatement {
  if (columns.length === 0) throw new RangeError('there is no column to re-key');
  const place = `$${predicate.values.length + 1}::uuid`;
  // A row that names the subject in one column and somebody else in another keeps the other.
  const set = columns.map(quotedIdentifier).map((name) => `${name} = CASE WHEN ${name} = $1::uuid THEN ${place} ELSE ${name} END`);
  return {
    text: `UPDATE ${quotedIdentifier(predicate.table)} SET ${set.join(', ')} WHERE ${predicate.text}`,
    values: [...predicate.values, retainedAs],
  };
}

interface Reading {
  readonly map: DataMap;
  readonly keys: SqlKeys;
}

function ofTable(reading: Reading, table: string, depth: number): string {
  if (depth > maxParts) throw new RangeError(`the ways of '${table}' to its subject go in circles`);
  const ways = subjectPaths(reading.map, table).flatMap(subjectWays);
  if (ways.length === 0) throw new RangeError(`nothing in '${table}' leads to a subject`);
  return [...new Set(ways.map((way) => ofWay(reading, table, way, depth)))].join(' OR ');
}

function ofWay(reading: Reading, table: string, { from, through }: SubjectWay, depth: number): string {
  const { keys } = reading;
  if (through.length === 0) {
    return from.members.length === 0 ? isSubject(keys, table, from.column) : `${memberText(table, from)} = ($1::uuid)::text`;
  }
  const [next, ...rest] = through;
  if (!next) throw new RangeError('a way goes through at least one table');
  const leadsToSubject = subjectColumns(reading.map, next.table).includes(next.column);
  const byKey = rest.length > 0 || leadsToSubject;
  const entry = byKey ? (reading.keys.keyOf[next.table] ?? 'id') : next.column;
  const inner =
    rest.length > 0
      ? ofWay(reading, next.table, { from: { column: next.column, members: [] }, through: rest }, depth + 1)
      : leadsToSubject
        ? isSubject(keys, next.table, next.column)
        : ofTable(reading, next.table, depth + 1);
  const name = columnOf(next.table, entry);
  const isMember = from.members.length > 0;
  const own = isMember ? memberText(table, from) : columnOf(table, from.column);
  return `${own} IN (SELECT ${isMember ? `${name}::text` : name} FROM ${quotedIdentifier(next.table)} WHERE ${inner})`;
}

const isSubject = ({ textColumns }: SqlKeys, table: string, column: string) =>
  `${columnOf(table, column)} = ${textColumns?.has(`${table}.${column}`) ? '($1::uuid)::text' : '$1::uuid'}`;

/** Always with its table: a name that a sub-select lacks would otherwise be taken from around it, and match everybody. */
const columnOf = (table: string, column: string) => `${quotedIdentifier(table)}.${quotedIdentifier(column)}`;

/** `"outbox"."payload"->'a'->>'b'`. */
function memberText(table: string, { column, members }: RowValue): string {
  return members.reduce(
    (text, name, index) => {
      const arrow = index === members.length - 1 ? '->>' : '->';
      return `${text}${arrow}'${name.replaceAll("'", "''")}'`;
    },
    columnOf(table, column),
  );
}

function atLeastOne(limit: number): number {
  if (!Number.isSafeInteger(limit) || limit < 1) throw new RangeError(`a limit is a whole number from 1, found ${limit}`);
  return limit;
}
