import type { DataCategory } from '@keepword/policy';
import type { ColumnAnnotation } from './annotations.js';

/** One column of the live database as `information_schema` lists it. */
export interface ColumnName {
  readonly table: string;
  readonly column: string;
}

export interface MappedColumn extends ColumnName {
  readonly annotation: ColumnAnnotation;
}

/** A prefix in the object store: what lies under it, and where the subject stands in the key. */
export interface MappedPrefix {
  readonly prefix: string;
  readonly category: DataCategory;
  /** `key part 2`, or `key part 2 -> table.column` where that part names a row that says whose the object is and with which it goes. */
  readonly subject: string;
}

/** A field of something that carries data: a queue's payload, a vendor's request. */
export interface FieldName {
  /** `job creation.submit`, `vendor stripe`. */
  readonly carrier: string;
  readonly field: string;
}

/** A field that leaves the house or rides on a queue. Ids are not content, but they lead to a person all the same. */
export interface MappedField extends FieldName {
  readonly annotation: { readonly category: DataCategory } | { readonly notPersonal: string };
}

export interface DataMap {
  readonly columns: readonly MappedColumn[];
  readonly prefixes: readonly MappedPrefix[];
  readonly fields: readonly MappedField[];
}

/** What is really there, read from the database, the contracts and the object store's keys. */
export interface MappedWorld {
  readonly columns: readonly ColumnName[];
  readonly prefixes: readonly string[];
  readonly fields: readonly FieldName[];
  /** Whether a category has a retention rule wherever it is collected. */
  readonly retained: (category: DataCategory) => boolean;
}

/** What keeps a data map from covering the world it describes; each entry is a sentence that names the place. */
export function coverageGaps(map: DataMap, world: MappedWorld): string[] {
  return [
    ...differences('column', map.columns.map(columnName), world.columns.map(columnName)),
    ...differences(
      'prefix',
      map.prefixes.map(({ prefix }) => prefix),
      world.prefixes,
    ),
    ...differences('field', map.fields.map(fieldName), world.fields.map(fieldName)),
    ...lostSubjects(map),
    ...[...categoriesOf(map)]
      .filter((category) => !world.retained(category))
      .map((category) => `category ${category} has no retention rule`),
  ].toSorted();
}

/** Every category that something in the map carries. */
export function categoriesOf(map: DataMap): ReadonlySet<DataCategory> {
  const categories = new Set<DataCategory>();
  for (const { annotation } of map.columns) if (annotation.personal) categories.add(annotation.category);
  for (const { category } of map.prefixes) categories.add(category);
  for (const { annotation } of map.fields) if ('category' in annotation) categories.add(annotation.category);
  return categories;
}

const columnName = ({ table, column }: ColumnName) => `${table}.${column}`;
const fieldName = ({ carrier, field }: FieldName) => `${carrier}: ${field}`;

function differences(what: string, mapped: readonly string[], real: readonly string[]): string[] {
  const [inMap, inWorld] = [new Set(mapped), new Set(real)];
  return [
    ...[...inWorld].filter((name) => !inMap.has(name)).map((name) => `${what} ${name} has no annotation`),
    ...[...inMap].filter((name) => !inWorld.has(name)).map((name) => `annotated ${what} ${name} does not exist`),
  ];
}

/** A personal column whose way to its subject leads over a column that is not in the map: erasure could not find its row. */
function lostSubjects({ columns }: DataMap): string[] {
  const known = new Set(columns.map(columnName));
  return columns.flatMap(({ table, column, annotation }) => {
    if (!annotation.personal) return [];
    const missing = subjectSteps(table, annotation.subject).filter((step) => !known.has(step));
    return missing.map((step) => `column ${table}.${column} leads to its subject over ${step}, which is not in the map`);
  });
}

/** `purchase_id -> purchases.subject_id` on `vendor_payments`: both columns by their full names. A member of a JSON column stands for its column. */
function subjectSteps(table: string, path: string): string[] {
  return path.split(' | ').flatMap((way) =>
    way.split(' -> ').map((step, index) => {
      const [first = '', second] = step.split('.');
      return index === 0 ? `${table}.${first}` : `${first}.${second ?? ''}`;
    }),
  );
}
