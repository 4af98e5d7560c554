import { objectPrefixes } from '@keepword/creations';
import { annotationsOf, type DataMap, type MappedColumn } from '@keepword/data-map';
import { getMetadataArgsStorage } from 'typeorm';
import { entities } from '../entities.js';
import { exportsPrefix } from '../export/exports.js';
import { jobFields } from './job-fields.js';

type EntityClass = (typeof entities)[number];

/** The migrations' own book-keeping, which TypeORM makes and no entity describes. */
const migrationsTable: readonly MappedColumn[] = ['id', 'timestamp', 'name'].map((column) => ({
  table: 'schema_migrations',
  column,
  annotation: { personal: false, reason: 'which migrations ran' },
}));

/**
 * What this platform holds about people and where: every annotated column, the object store's prefixes, the queue's payloads.
 * A column without an annotation is left out, so that the coverage check names it.
 */
export function platformDataMap(): DataMap {
  return {
    columns: [...entities.flatMap(columnsOf), ...migrationsTable],
    prefixes: [...objectPrefixes, exportsPrefix],
    fields: jobFields,
  };
}

function columnsOf(entity: EntityClass): MappedColumn[] {
  const annotations = annotationsOf(entity);
  const table = tableOf(entity);
  return entityColumns(entity).flatMap(({ property, column }) => {
    const annotation = annotations.get(property);
    return annotation ? [{ table, column, annotation }] : [];
  });
}

/** The table that an entity describes. @throws Error when the class has no `@Entity('name')` */
export function tableOf(entity: EntityClass): string {
  const name = getMetadataArgsStorage().tables.find(({ target }) => target === entity)?.name;
  if (name === undefined) throw new Error(`${entity.name} is not an entity with a table's name`);
  return name;
}

export interface EntityColumn {
  readonly property: string;
  readonly column: string;
  /** As TypeORM was told: `uuid`, `text`, `timestamptz`. */
  readonly type: string;
  readonly array: boolean;
  readonly nullable: boolean;
  /** Part of the primary key. */
  readonly primary: boolean;
}

/** An entity's columns as TypeORM was told about them. */
export function entityColumns(entity: EntityClass): EntityColumn[] {
  return getMetadataArgsStorage()
    .columns.filter(({ target }) => target === entity)
    .map(({ propertyName, options }) => ({
      property: propertyName,
      column: options.name ?? propertyName,
      type: String(options.type),
      array: options.array ?? false,
      nullable: options.nullable ?? false,
      primary: options.primary ?? false,
    }));
}
