import type { DataMap } from '@keepword/data-map';
import {
  blankColumns,
  countFull,
  countRows,
  deleteBatch,
  keptUntil,
  newestValue,
  ofCreations,
  rekeyRows,
  subjectPredicate,
  type EraseAnswer,
  type ErasureParticipant,
  type ErasureTarget,
  type PlannedTable,
  type SqlKeys,
  type SqlPredicate,
  type SqlStatement,
  type Survey,
  type SurveyedKept,
  type VerifyAnswer,
} from '@keepword/data-rights';
import type { Instant } from '@keepword/primitives';
import type { DataSource } from 'typeorm';

const batchRows = 5_000;
/** Then the checkpoint is saved, so that a crash repeats little and the lease is renewed. */
const rowsPerCall = 2 * batchRows;

interface Erased {
  readonly rows: number;
  readonly isDone: boolean;
}

/**
 * A person's rows, in the order of the plan. Works under the role that crosses subjects to erase, table by table; every statement is
 * a transaction of its own and names the person, so that repeating one changes nothing more.
 */
export class PostgresErasure implements ErasureParticipant {
  readonly name = 'postgres';
  readonly group = 'rows';

  /** @param database as the role `participant_erasure` */
  constructor(
    private readonly database: DataSource,
    private readonly map: DataMap,
    private readonly keys: SqlKeys,
  ) {}

  async survey(target: ErasureTarget, at: Instant): Promise<Survey> {
    const places = [];
    for (const table of target.plan.tables) {
      const rows = this.#rowsOf(target, table);
      const count = await this.#count(countRows(rows));
      places.push({ place: table.table, kind: 'table' as const, count, kept: await this.#kept(rows, table, count, at) });
    }
    return { places };
  }

  async erase(target: ErasureTarget, checkpoint: string | null): Promise<EraseAnswer> {
    const { tables } = target.plan;
    const index = checkpoint === null ? 0 : tables.findIndex(({ table }) => table === checkpoint);
    if (index === -1) throw new Error('the checkpoint names no table of the plan');
    let erased = 0;
    // Most tables hold nothing of most people: saving a checkpoint costs more than they do.
    for (const table of tables.slice(index)) {
      if (erased >= rowsPerCall) return { state: 'more', checkpoint: table.table };
      const { rows, isDone } = await this.#eraseSome(target, table, rowsPerCall - erased);
      if (!isDone) return { state: 'more', checkpoint: table.table };
      erased += rows;
    }
    return { state: 'erased' };
  }

  async verify(target: ErasureTarget): Promise<VerifyAnswer> {
    const places = [];
    for (const table of target.plan.tables) {
      const rows = this.#rowsOf(target, table);
      const columns = Object.keys(table.blank);
      const gone = table.action === 'delete-rows' || table.rekey.length > 0;
      const found = gone ? await this.#count(countRows(rows)) : columns.length > 0 ? await this.#count(countFull(rows, table.blank)) : 0;
      places.push({ place: table.table, found });
    }
    return { state: 'searched', places };
  }

  /** @returns how many rows it changed, and whether nothing is left to do in this table */
  async #eraseSome(target: ErasureTarget, table: PlannedTable, rowsMax: number): Promise<Erased> {
    const rows = this.#rowsOf(target, table);
    if (table.action === 'delete-rows') return this.#deleteSome(rows, rowsMax);
    let changed = 0;
    if (Object.keys(table.blank).length > 0) changed += await this.#run(blankColumns(rows, table.blank));
    // Last: afterwards the rows are no longer found by their person.
    if (table.rekey.length > 0) changed += await this.#run(rekeyRows(rows, table.rekey, target.retainedAs));
    return { rows: changed, isDone: true };
  }

  async #deleteSome(rows: SqlPredicate, rowsMax: number): Promise<Erased> {
    let deleted = 0;
    while (deleted < rowsMax) {
      const batch = await this.#run(deleteBatch(rows, batchRows));
      deleted += batch;
      if (batch < batchRows) return { rows: deleted, isDone: true };
    }
    return { rows: deleted, isDone: false };
  }

  #rowsOf({ subjectId, scope }: ErasureTarget, { table, creationColumn }: PlannedTable): SqlPredicate {
    const rows = subjectPredicate(this.map, this.keys, table, subjectId);
    return creationColumn !== null && scope.kind === 'creations' ? ofCreations(rows, creationColumn, scope.creationIds) : rows;
  }

  async #kept(rows: SqlPredicate, { kept }: PlannedTable, count: number, at: Instant): Promise<SurveyedKept[]> {
    if (count === 0) return [];
    const found = [];
    for (const { category, how, reason, until, triggerColumn } of kept) {
      const newest = triggerColumn === null ? null : await this.#newest(newestValue(rows, triggerColumn));
      found.push({ category, how, reason, law: until?.law ?? null, count, until: keptUntil(until, newest, at) });
    }
    return found;
  }

  async #newest({ text, values }: SqlStatement): Promise<Date | null> {
    const [row] = await this.database.query<{ newest: Date | null }[]>(text, [...values]);
    return row?.newest ?? null;
  }

  async #count({ text, values }: SqlStatement): Promise<number> {
    const [row] = await this.database.query<{ rows: string }[]>(text, [...values]);
    return Number(row?.rows ?? 0);
  }

  /** @returns how many rows it changed */
  async #run({ text, values }: SqlStatement): Promise<number> {
    const [, changed] = await this.database.query<[unknown, number]>(text, [...values]);
    return changed;
  }
}
