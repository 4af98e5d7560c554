import type { DataMap } from '@keepword/data-map';
import {
  countRows,
  quotedIdentifier,
  selectRows,
  subjectColumns,
  subjectPredicate,
  type ExportPart,
  type ExportRecord,
  type ExportSource,
  type SqlKeys,
} from '@keepword/data-rights';
import { dataCategories, type DataCategory } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { entityColumns, tableOf, type EntityColumn } from '../data-map/platform-data-map.js';
import { entities } from '../entities.js';
import { disclosedRows, isWithheld } from './withheld.js';
import { sealedColumns, type Row, type SealedColumn } from './sealed-columns.js';

const batchRows = 500;

/** Opens what was sealed under a subject's key. */
export interface OpenSealed {
  open(
    subjectId: SubjectId,
    place: { readonly table: string; readonly column: string; readonly rowId: string },
    sealed: Uint8Array,
  ): Promise<Uint8Array>;
}

type Json = ExportRecord['record'][string];

/** What one table holds of one category. */
interface TablePart extends ExportPart {
  readonly columns: readonly EntityColumn[];
  /** The columns of the primary key, in its order. */
  readonly order: readonly string[];
}

/** What is needed of each row of a part. */
interface ReadPart {
  readonly place: string;
  /** The column that says whose a row is; undefined where other tables say so. */
  readonly owner: string | undefined;
  readonly read: readonly { readonly column: string; readonly sealed: SealedColumn | undefined }[];
}

/** Tables about the team and about our own runs: nothing of the platform's subjects stands in them. */
export const notOfPeople = /^(?:staff_(?:audit|members|roles|sessions|sign_ins|used_codes|views)|erasure_runs)$/;

/**
 * What PostgreSQL holds of a person, by the data map: every personal column, each under its category, opened where it is sealed. Reads one
 * snapshot: give it the manager of a repeatable-read transaction under the role `participant_export`, which also closes what was not read to its end.
 */
export class PostgresExportSource implements ExportSource {
  readonly name = 'postgres';
  readonly parts: readonly TablePart[];
  #cursors = 0;
  /** Tables of the snapshot without a row of this subject. */
  #empty: { readonly subjectId: SubjectId; readonly places: ReadonlySet<string> } | null = null;

  constructor(
    private readonly manager: EntityManager,
    private readonly map: DataMap,
    private readonly keys: SqlKeys,
    private readonly seal: OpenSealed,
  ) {
    this.parts = partsOf(map);
  }

  async *records(subjectId: SubjectId, part: ExportPart): AsyncGenerator<readonly ExportRecord[]> {
    const own = this.parts.find(({ category, place }) => category === part.category && place === part.place);
    if (!own) throw new RangeError('this source has no such part');
    if (this.#empty?.subjectId === subjectId && this.#empty.places.has(own.place)) return;
    const predicate = disclosedRows(subjectPredicate(this.map, this.keys, own.place, subjectId));
    const read = own.columns.flatMap((column) => readFor(own.place, column));
    const [owner] = subjectColumns(this.map, own.place);
    // Looked up once: there can be a million rows.
    const reading = {
      place: own.place,
      owner,
      read: own.columns.map(({ column }) => ({ column, sealed: sealedColumns[`${own.place}.${column}`] })),
    };
    const columns = [...new Set([...own.order, ...subjectColumns(this.map, own.place), ...read])];
    const { text, values } = selectRows(predicate, columns, { orderBy: own.order, after: null, limit: Number.MAX_SAFE_INTEGER });
    // A cursor: the rows are found once, however many there are and by whichever way they lead to the person.
    const cursor = quotedIdentifier(`export_${(this.#cursors += 1)}`);
    await this.manager.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR ${text}`, [...values]);
    for (;;) {
      const rows = await this.manager.query<Row[]>(`FETCH ${batchRows} FROM ${cursor}`);
      if (rows.length > 0) yield await this.#records(subjectId, reading, rows);
      const fetched = rows.length;
      letGo(rows);
      if (fetched < batchRows) break;
    }
    await this.manager.query(`CLOSE ${cursor}`);
  }

  /**
   * How many records there are to give, before the first is read: rows count once for each category that they hold. Tables that have none
   * are not asked again, since that costs a small export more than all the rest.
   */
  async expected(subjectId: SubjectId): Promise<number> {
    const places = [...new Set(this.parts.map(({ place }) => place))];
    const counts = places.map(
      (place) => `(${countRows(disclosedRows(subjectPredicate(this.map, this.keys, place, subjectId))).text})::text`,
    );
    const [row] = await this.manager.query<{ counts: string[] }[]>(`SELECT ARRAY[${counts.join(', ')}] AS counts`, [subjectId]);
    const rowsIn = new Map(places.map((place, index) => [place, Number(row?.counts[index] ?? 0)]));
    this.#empty = { subjectId, places: new Set(places.filter((place) => rowsIn.get(place) === 0)) };
    return this.parts.reduce((sum, { place }) => sum + (rowsIn.get(place) ?? 0), 0);
  }

  async #records(subjectId: SubjectId, own: ReadPart, rows: readonly Row[]): Promise<ExportRecord[]> {
    // Only what has to be opened is waited for.
    if (own.read.every(({ sealed }) => !sealed)) return rows.map((row) => recordOf(subjectId, own, row, {}));
    return Promise.all(rows.map(async (row) => recordOf(subjectId, own, row, await this.#opened(subjectId, own, row))));
  }

  /** The sealed columns that hold something. */
  async #opened(subjectId: SubjectId, { place: table, read }: ReadPart, row: Row): Promise<Readonly<Record<string, Json>>> {
    const opened: Record<string, Json> = {};
    for (const { column, sealed } of read) {
      const value = row[column];
      if (!sealed || !(value instanceof Buffer)) continue;
      const plain = await this.seal.open(sealed.keyOf?.(row) ?? subjectId, { table, column, rowId: sealed.rowId(row) }, value);
      const text = Buffer.from(plain.buffer, plain.byteOffset, plain.length).toString('utf8');
      opened[column] = sealed.holds === 'json' ? (JSON.parse(text) as Json) : text;
    }
    return opened;
  }
}

/**
 * Empties what the driver answered. Its answers can keep one another alive until the whole heap is collected, which comes late: an export of a
 * million rows held 217 MB above idle where it holds 74 since.
 */
export function letGo(rows: unknown[]): void {
  rows.length = 0;
}

function recordOf(subjectId: SubjectId, own: ReadPart, row: Row, opened: Readonly<Record<string, Json>>): ExportRecord {
  const record: Record<string, Json> = {};
  for (const { column } of own.read) {
    const plain = opened[column];
    record[column] = plain === undefined ? jsonOf(row[column]) : plain;
  }
  // As the row itself says, where it does: the bundle then sees by itself that nothing of anybody else is in it.
  const owner = own.owner === undefined ? undefined : row[own.owner];
  return { subjectId: typeof owner === 'string' ? owner : subjectId, record };
}

function partsOf(map: DataMap): TablePart[] {
  return entities.flatMap((entity) => {
    const table = tableOf(entity);
    if (notOfPeople.test(table)) return [];
    const others = namesOthers(map, table);
    const columns = entityColumns(entity).filter(({ column }) => !others.has(column) && !isWithheld(table, column));
    const order = columns.filter(({ primary }) => primary).map(({ column }) => column);
    const categoryOf = new Map(
      map.columns.flatMap((mapped) =>
        mapped.table === table && mapped.annotation.personal ? [[mapped.column, mapped.annotation.category] as const] : [],
      ),
    );
    const categories = [...new Set(categoryOf.values())];
    return categories.map((category): TablePart => {
      const ofCategory = columns.filter(({ column }) => categoryOf.get(column) === category);
      // What is not personal says what the rest is about: a state, a size, a day.
      const beside = columns.filter(({ column }) => !categoryOf.has(column));
      const shown = [...ofCategory, ...beside];
      return { category, place: table, title: titleOf(table, category), schema: schemaOf(table, shown), columns: shown, order };
    });
  });
}

/** Where a row is about one person and names another, such as who of the team looked at it, the other one's name is theirs. */
function namesOthers(map: DataMap, table: string): ReadonlySet<string> {
  const [, ...others] = subjectColumns(map, table);
  return new Set(others);
}

const titleOf = (table: string, category: DataCategory) => `${dataCategories[category].label}: ${table.replaceAll('_', ' ')}`;

function schemaOf(table: string, columns: readonly EntityColumn[]): z.ZodObject {
  return z.object(Object.fromEntries(columns.map((column) => [column.column, shapeOf(table, column)])));
}

function shapeOf(table: string, { column, type, array, nullable }: EntityColumn): z.ZodType {
  const sealed = sealedColumns[`${table}.${column}`];
  const one = sealed ? (sealed.holds === 'json' ? z.json() : z.string()) : plainShape(type);
  const shape = array ? z.array(one) : one;
  return nullable ? shape.nullable() : shape;
}

function plainShape(type: string): z.ZodType {
  switch (type) {
    case 'integer':
      return z.int();
    case 'boolean':
      return z.boolean();
    case 'json':
    case 'jsonb':
      return z.json();
    case 'bytea':
      return z.base64();
    default:
      // Instants in ISO 8601, whole numbers of any size in digits.
      return z.string();
  }
}

function readFor(table: string, { column }: EntityColumn): string[] {
  return [column, ...(sealedColumns[`${table}.${column}`]?.reads ?? [])];
}

function jsonOf(value: unknown): Json {
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  if (Array.isArray(value)) return value.map(jsonOf);
  return (value ?? null) as Json;
}
