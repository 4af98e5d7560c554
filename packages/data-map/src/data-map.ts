import type { ColumnAnnotation } from './annotations.js';
import type { DataCategory } from '@keepword/policy';

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
  readonly subject: string;
}

/** A field that leaves the house or rides on a queue. Ids are not content, but they lead to a person all the same. */
export interface MappedField {
  readonly carrier: string;
  readonly field: string;
  readonly annotation: { readonly category: DataCategory } | { readonly notPersonal: string };
}

export interface DataMap {
  readonly columns: readonly MappedColumn[];
  readonly prefixes: readonly MappedPrefix[];
  readonly fields: readonly MappedField[];
}

/** What keeps a data map from covering the world it describes; each entry is a sentence that names the place. */
export function coverageGaps(
  map: DataMap,
  world: { readonly columns: readonly ColumnName[]; readonly retained: (category: DataCategory) => boolean },
): string[] {
  const mapped = new Set(map.columns.map(({ table, column }) => `${table}.${column}`));
  const real = new Set(world.columns.map(({ table, column }) => `${table}.${column}`));
  const unannotated = [...real].filter((name) => !mapped.has(name)).map((name) => `column ${name} has no annotation`);
  const vanished = [...mapped].filter((name) => !real.has(name)).map((name) => `annotated column ${name} does not exist`);
  const categories = new Set<DataCategory>();
  for (const { annotation } of map.columns) if (annotation.personal) categories.add(annotation.category);
  for (const { category } of map.prefixes) categories.add(category);
  const ruleless = [...categories]
    .filter((category) => !world.retained(category))
    .map((category) => `category ${category} has no retention rule`);
  return [...unannotated, ...vanished, ...ruleless].toSorted();
}
