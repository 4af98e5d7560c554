import type { DataMap } from '@keepword/data-map';

/** A value in a row: a column, or a member of a JSON column. */
export interface RowValue {
  readonly column: string;
  /** Names from the outside in; empty for the column itself. */
  readonly members: readonly string[];
}

/** One way from a row to its subject: its own value is the subject, or leads on through other tables. */
export interface SubjectWay {
  readonly from: RowValue;
  /** The tables it goes through, in order; each is entered by its key, and left by the column named. */
  readonly through: readonly { readonly table: string; readonly column: string }[];
}

const identifier = /^[a-z_][a-z0-9_]{0,62}$/;
const member = /^[A-Za-z_][A-Za-z0-9_]{0,62}$/;

/**
 * Reads an annotation's path: `subject_id`, `payload.subjectId`, `purchase_id -> purchases.subject_id`, several joined by ` | `.
 * @throws RangeError when it is not of that shape
 */
export function subjectWays(path: string): SubjectWay[] {
  return path.split(' | ').map((way) => {
    const [first = '', ...steps] = way.split(' -> ');
    const [column = '', ...members] = first.split('.');
    if (!identifier.test(column) || !members.every((name) => member.test(name))) throw malformed(path);
    const through = steps.map((step) => {
      const [table = '', left = '', ...rest] = step.split('.');
      if (!identifier.test(table) || !identifier.test(left) || rest.length > 0) throw malformed(path);
      return { table, column: left };
    });
    return { from: { column, members }, through };
  });
}

const malformed = (path: string) => new RangeError(`'${path}' is not a way to a subject`);

/** The different paths of a table's personal columns; none when nothing in it is personal. */
export function subjectPaths(map: DataMap, table: string): string[] {
  const paths = map.columns.flatMap(({ table: of, annotation }) => (of === table && annotation.personal ? [annotation.subject] : []));
  return [...new Set(paths)];
}

/** Columns whose own value is the subject. */
export function subjectColumns(map: DataMap, table: string): string[] {
  const direct = subjectPaths(map, table)
    .flatMap(subjectWays)
    .filter(({ from, through }) => through.length === 0 && from.members.length === 0);
  return [...new Set(direct.map(({ from }) => from.column))];
}

/** The tables that a table's rows need in order to be found by their subject. */
export function tablesOnTheWay(map: DataMap, table: string): string[] {
  const ways = subjectPaths(map, table).flatMap(subjectWays);
  return [...new Set(ways.flatMap(({ through }) => through.map((step) => step.table)))].filter((name) => name !== table);
}
