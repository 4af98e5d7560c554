import type { DataMap, MappedColumn, PersonalAnnotation } from '@keepword/data-map';
import { retentionOf, type DataCategory, type Profile, type RetentionTrigger } from '@keepword/policy';
import { addPeriod, refuse, type Instant, type Period, type Refusal } from '@keepword/primitives';
import type { Blank } from './erasure-sql.js';
import { categoriesInScope, type ErasureScope } from './erasure-scope.js';
import { subjectColumns, subjectPaths, subjectWays, tablesOnTheWay } from './subject-path.js';

/** What the data map does not say about a table; read from the database's own catalogue. */
export interface TableFacts {
  readonly table: string;
  /** Columns that only identify a row or lead to another: they go when the row goes, and are no content of their own. */
  readonly keys: readonly string[];
  /** What each personal column can be emptied to in a row that stays; a column that is not listed cannot be emptied. */
  readonly blanks: Readonly<Record<string, Blank>>;
  /** Tables that this one's foreign keys name. */
  readonly references: readonly string[];
  /** The column that names the creation that a row is about. */
  readonly creationColumn?: string;
  /** Rows are about this category and go when it goes, whatever else they hold: an output's size goes with the output. */
  readonly goesWith?: DataCategory;
  /** The columns that retention counts from. */
  readonly triggers?: Readonly<Partial<Record<RetentionTrigger, string>>>;
}

/** An order to keep something that would be erased. */
export interface LegalHold {
  readonly categories: readonly DataCategory[] | 'all';
}

/** How long something is kept after an erasure, and by what. */
export interface KeptUntil {
  readonly law: 'tax' | 'financial-regulation' | null;
  readonly after: Period;
  readonly trigger: RetentionTrigger;
}

export type ColumnOutcome =
  | { readonly outcome: 'deleted'; readonly how: 'row' | 'blanked' }
  | { readonly outcome: 'pseudonymised'; readonly reason: 'law' | 'policy'; readonly until: KeptUntil }
  | { readonly outcome: 'kept'; readonly reason: 'outside-scope' | 'legal-hold' }
  | { readonly outcome: 'kept'; readonly reason: 'evidence'; readonly until: KeptUntil | null };

export type PlannedColumn = ColumnOutcome & { readonly table: string; readonly column: string; readonly category: DataCategory };

export interface PlannedTable {
  readonly table: string;
  readonly action: 'delete-rows' | 'change-rows';
  /** Columns to empty in rows that stay. */
  readonly blank: Readonly<Record<string, Blank>>;
  /** Columns that name the subject and get the run's retained name instead. */
  readonly rekey: readonly string[];
  /** Only rows of the scope's creations, found by this column. */
  readonly creationColumn: string | null;
  /** What is kept of it, by category. */
  readonly kept: readonly PlannedKept[];
}

export interface PlannedKept {
  readonly category: DataCategory;
  readonly how: 'pseudonymised' | 'kept';
  readonly reason: 'law' | 'policy' | 'legal-hold' | 'evidence';
  readonly until: KeptUntil | null;
  /** The column that `until` counts from; null where the table has none. */
  readonly triggerColumn: string | null;
}

export interface ErasurePlan {
  readonly scope: ErasureScope;
  readonly categories: readonly DataCategory[];
  /** In the order in which their rows can go: who refers before who is referred to. */
  readonly tables: readonly PlannedTable[];
  /** Every personal column of the map, each once. */
  readonly columns: readonly PlannedColumn[];
  readonly prefixes: readonly { readonly prefix: string; readonly category: DataCategory; readonly outcome: 'deleted' | 'kept' }[];
  /** Queues' payloads and vendors' requests that carry something in scope. */
  readonly carriers: readonly string[];
}

/** The plan would leave something that it must not, or cannot be carried out; each gap is a sentence that names the place. */
export type PlanHasGaps = Refusal<'plan-has-gaps', { gaps: readonly string[] }>;

export interface PlanInput {
  readonly map: DataMap;
  readonly profile: Profile;
  readonly scope: ErasureScope;
  readonly holds: readonly LegalHold[];
  readonly facts: readonly TableFacts[];
}

/** What an erasure does to each place that the data map knows, under one profile. */
export function planErasure(input: PlanInput): ErasurePlan | PlanHasGaps {
  const inScope = categoriesInScope(input.profile, input.scope);
  const facts = new Map(input.facts.map((fact) => [fact.table, fact]));
  const names = [...new Set(input.map.columns.filter(({ annotation }) => annotation.personal).map(({ table }) => table))];
  const gaps = names.filter((table) => !facts.has(table)).map((table) => `table ${table} is not described`);
  if (gaps.length > 0) return refuse('plan-has-gaps', { gaps });

  const heldTables = tablesUnderHold(input, inScope, facts);
  const planned = names.map((table) => planTable(input, { inScope, heldTables }, facts.get(table) ?? missing(table)));
  const actions = new Map(planned.map(({ table }) => [table.table, table]));
  gaps.push(...planned.flatMap((one) => one.gaps), ...danglingReferences(actions, facts));
  const touched = planned
    .map(({ table }) => table)
    .filter((table) => table.action === 'delete-rows' || changes(table) || table.kept.length > 0);
  const ordered = inDeletionOrder(input.map, touched, facts);
  if (ordered === null) gaps.push('the tables refer to each other in a circle');
  if (gaps.length > 0) return refuse('plan-has-gaps', { gaps: gaps.toSorted() });
  return {
    scope: input.scope,
    categories: [...inScope],
    tables: ordered ?? [],
    columns: planned.flatMap(({ columns }) => columns),
    prefixes: input.map.prefixes.map(({ prefix, category, subject }) => ({
      prefix,
      category,
      // Where a row says whose an object is, the object lives and ends with that row.
      outcome:
        inScope.has(category) && !held(input.holds, category) && !subject.includes(' -> ') ? ('deleted' as const) : ('kept' as const),
    })),
    carriers: carriersInScope(input.map, inScope),
  };
}

/** The instant until which kept rows stay. @param newest the newest value of the trigger's column; null where nothing says so */
export function keptUntil(until: KeptUntil | null, newest: Instant | null, requestedAt: Instant): Instant | null {
  // Without a date of its own the request is the latest that can have started the period.
  return until === null ? null : addPeriod(newest ?? requestedAt, until.after);
}

interface TablePlan {
  readonly table: PlannedTable;
  readonly columns: readonly PlannedColumn[];
  readonly gaps: readonly string[];
}

type PersonalColumn = MappedColumn & { readonly annotation: PersonalAnnotation };

interface Reach {
  readonly inScope: ReadonlySet<DataCategory>;
  readonly heldTables: ReadonlySet<string>;
}

function planTable(input: PlanInput, { inScope, heldTables }: Reach, fact: TableFacts): TablePlan {
  const { table } = fact;
  const columns = input.map.columns.filter((column): column is PersonalColumn => column.table === table && column.annotation.personal);
  const byCreation = input.scope.kind === 'creations';
  const reachable = !byCreation || fact.creationColumn !== undefined;
  const wish = ({ annotation }: PersonalColumn): ColumnOutcome => {
    if (!reachable || !inScope.has(annotation.category)) return { outcome: 'kept', reason: 'outside-scope' };
    return heldTables.has(table) ? { outcome: 'kept', reason: 'legal-hold' } : atErasure(input, annotation);
  };
  const goes = fact.goesWith;
  const wholeRow = goes !== undefined && inScope.has(goes) && columns.every((column) => mayGo(wish(column)));
  const isKey = ({ column }: PersonalColumn) => fact.keys.includes(column);
  const content = columns.some((column) => !isKey(column)) ? columns.filter((column) => !isKey(column)) : columns;
  const rowGoes =
    wholeRow || (content.every((column) => wish(column).outcome === 'deleted') && columns.every((column) => mayGo(wish(column))));
  const isHeld = columns.map(wish).some((one) => one.outcome === 'kept' && one.reason === 'legal-hold');
  const outcomes = columns.map((column): PlannedColumn => {
    const { annotation } = column;
    const named = { table, column: column.column, category: annotation.category };
    if (rowGoes) return { ...named, outcome: 'deleted', how: 'row' };
    if (isKey(column)) return { ...named, ...keyOutcome(columns.map(wish)) };
    const fate = wish(column);
    // What a held row cannot do without stays with it.
    const bound = fate.outcome === 'deleted' && isHeld && fact.blanks[column.column] === undefined;
    return bound ? { ...named, outcome: 'kept', reason: 'legal-hold' } : { ...named, ...fate };
  });
  return finishTable(input, fact, outcomes, byCreation);
}

function finishTable(input: PlanInput, fact: TableFacts, columns: readonly PlannedColumn[], byCreation: boolean): TablePlan {
  const { table } = fact;
  const gaps: string[] = [];
  const blank: Record<string, Blank> = {};
  for (const { outcome, column, ...rest } of columns) {
    if (outcome !== 'deleted' || !('how' in rest) || rest.how !== 'blanked') continue;
    const empty = fact.blanks[column];
    if (empty === undefined) gaps.push(`column ${table}.${column} must go, but its row stays and it cannot be emptied`);
    else blank[column] = empty;
  }
  const pseudonymised = columns.some(({ outcome }) => outcome === 'pseudonymised');
  const rekey = pseudonymised ? subjectColumns(input.map, table) : [];
  if (
    pseudonymised &&
    subjectPaths(input.map, table)
      .flatMap(subjectWays)
      .some(({ from }) => from.members.length > 0)
  ) {
    gaps.push(`table ${table} names its subject inside a JSON column, so that its rows cannot be kept under another name`);
  }
  const rowGoes = columns.every((column) => column.outcome === 'deleted' && column.how === 'row');
  return {
    columns,
    gaps,
    table: {
      table,
      action: rowGoes ? 'delete-rows' : 'change-rows',
      blank,
      rekey,
      creationColumn: byCreation ? (fact.creationColumn ?? null) : null,
      kept: keptOf(columns, fact),
    },
  };
}

/** What erasure does to a value: the data map says what is meant to stay, the profile for how long; a hold stops both. */
function atErasure({ profile, holds }: PlanInput, { category, onErasure }: PersonalAnnotation): ColumnOutcome {
  if (held(holds, category)) return { outcome: 'kept', reason: 'legal-hold' };
  if (onErasure === 'delete') return { outcome: 'deleted', how: 'blanked' };
  const rule = retentionOf(profile, category);
  const until: KeptUntil | null =
    rule?.after === undefined ? null : { law: rule.law ?? null, after: rule.after, trigger: rule.trigger ?? 'created' };
  if (onErasure === 'keep') return { outcome: 'kept', reason: 'evidence', until };
  // Nothing allows to keep it: a profile without a period for the category has no ground either.
  if (until === null) return { outcome: 'deleted', how: 'blanked' };
  return { outcome: 'pseudonymised', reason: rule?.rule === 'legal' ? 'law' : 'policy', until };
}

/** Nothing holds the value: it goes, or nobody asked for it and it may go along with its row. */
const mayGo = (one: ColumnOutcome) => one.outcome === 'deleted' || (one.outcome === 'kept' && one.reason === 'outside-scope');

/** A row under a hold holds whole the rows it refers to, or it would point at nothing. */
function tablesUnderHold(
  { map, holds }: PlanInput,
  inScope: ReadonlySet<DataCategory>,
  facts: ReadonlyMap<string, TableFacts>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const include = (table: string) => {
    if (found.has(table)) return;
    found.add(table);
    for (const target of facts.get(table)?.references ?? []) include(target);
  };
  for (const { table, annotation } of map.columns) {
    if (annotation.personal && inScope.has(annotation.category) && held(holds, annotation.category)) {
      for (const target of facts.get(table)?.references ?? []) include(target);
    }
  }
  return found;
}

/** A row's keys share the fate of what keeps the row: a hold before evidence, law and what is not asked for. */
function keyOutcome(outcomes: readonly ColumnOutcome[]): ColumnOutcome {
  const rank = (one: ColumnOutcome) =>
    one.outcome === 'deleted' ? 4 : one.outcome === 'pseudonymised' ? 2 : { 'legal-hold': 0, evidence: 1, 'outside-scope': 3 }[one.reason];
  return outcomes.toSorted((a, b) => rank(a) - rank(b))[0] ?? { outcome: 'kept', reason: 'outside-scope' };
}

function keptOf(columns: readonly PlannedColumn[], fact: TableFacts): PlannedKept[] {
  const kept = new Map<DataCategory, PlannedKept>();
  for (const column of columns) {
    if (column.outcome === 'deleted' || (column.outcome === 'kept' && column.reason === 'outside-scope')) continue;
    const until = 'until' in column ? column.until : null;
    const triggerColumn = until === null ? null : (fact.triggers?.[until.trigger] ?? null);
    const how = column.outcome;
    kept.set(column.category, { category: column.category, how, reason: column.reason, until, triggerColumn } as PlannedKept);
  }
  return [...kept.values()];
}

const held = (holds: readonly LegalHold[], category: DataCategory) =>
  holds.some(({ categories }) => categories === 'all' || categories.includes(category));

const changes = ({ blank, rekey }: PlannedTable) => Object.keys(blank).length > 0 || rekey.length > 0;

/** Rows that stay must not point at rows that go. */
function danglingReferences(tables: ReadonlyMap<string, PlannedTable>, facts: ReadonlyMap<string, TableFacts>): string[] {
  return [...tables.values()].flatMap(({ table, action, kept, creationColumn }) => {
    if (action === 'delete-rows' || (kept.length === 0 && creationColumn === null)) return [];
    const targets = facts.get(table)?.references ?? [];
    return targets
      .filter((target) => target !== table && tables.get(target)?.action === 'delete-rows')
      .map((target) => `rows of ${table} stay and refer to rows of ${target}, which go`);
  });
}

/** Who refers goes first, and so does who is found through another table. Null when that is impossible. */
function inDeletionOrder(map: DataMap, tables: readonly PlannedTable[], facts: ReadonlyMap<string, TableFacts>): PlannedTable[] | null {
  const left = new Map(tables.map((table) => [table.table, table]));
  const needs = new Map(
    tables.map(({ table }) => [
      table,
      new Set([...(facts.get(table)?.references ?? []), ...tablesOnTheWay(map, table)].filter((to) => to !== table)),
    ]),
  );
  const ordered: PlannedTable[] = [];
  while (left.size > 0) {
    const free = [...left.values()].filter(({ table }) => ![...left.keys()].some((other) => needs.get(other)?.has(table)));
    if (free.length === 0) return null;
    for (const table of free) left.delete(table.table);
    ordered.push(...free);
  }
  return ordered;
}

function carriersInScope({ fields }: DataMap, inScope: ReadonlySet<DataCategory>): string[] {
  const carrying = fields.filter(({ annotation }) => 'category' in annotation && inScope.has(annotation.category));
  return [...new Set(carrying.map(({ carrier }) => carrier))];
}

function missing(table: string): never {
  throw new Error(`${table} is not described`);
}
