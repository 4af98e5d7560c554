import type { SqlPredicate } from '@keepword/data-rights';

interface Withheld {
  /** Columns that are not handed out. */
  readonly columns: ReadonlySet<string>;
  /** The rows that are handed out, as a condition on the table. */
  readonly disclosed: string;
}

/**
 * What is held of a person and not shown to them, in exports as in counts, with the reason; docs/decisions/018 says why (GDPR Art. 15(4), 23).
 * An order about illegal content would warn whom it is about; the words of any order are about a proceeding, which names others.
 */
const withheld: Readonly<Record<string, Withheld>> = {
  legal_holds: { columns: new Set(['reason']), disclosed: `"legal_holds"."kind" <> 'illegal-content'` },
};

/** The rows of a table that may be shown to whom they are about. */
export function disclosedRows(predicate: SqlPredicate): SqlPredicate {
  const rule = withheld[predicate.table];
  return rule ? { ...predicate, text: `(${predicate.text}) AND ${rule.disclosed}` } : predicate;
}

export function isWithheld(table: string, column: string): boolean {
  return withheld[table]?.columns.has(column) ?? false;
}
