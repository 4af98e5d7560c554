/** A row as the driver reads it. */
export type Row = Readonly<Record<string, unknown>>;

export interface SealedColumn {
  /** The row's part of the place that the value was sealed for. */
  readonly rowId: (row: Row) => string;
  /** The columns that {@link SealedColumn.rowId} reads. */
  readonly reads: readonly string[];
  readonly holds: 'text' | 'json';
  /** Whose key sealed it, where that is not the subject's. */
  readonly keyOf?: (row: Row) => string;
}

const by = (column: string, holds: SealedColumn['holds']): SealedColumn => ({
  rowId: (row) => String(row[column]),
  reads: [column],
  holds,
});

/** Values that are sealed under their subject's key, by `table.column`: where each was sealed for, and what it is when it is opened. */
export const sealedColumns: Readonly<Record<string, SealedColumn>> = {
  'creation_requests.prompt': by('creation_id', 'text'),
  'creation_requests.slots': by('creation_id', 'json'),
  'creation_requests.parameters': by('creation_id', 'json'),
  'creation_outputs.thumb_hash': {
    rowId: (row) => `${String(row['creation_id'])}/${String(row['n'])}`,
    reads: ['creation_id', 'n'],
    holds: 'text',
  },
  'prediction_results.urls': by('prediction_id', 'json'),
  // Words of a case are sealed under the case's own key: somebody without an account can have one.
  'privacy_case_contents.sealed': {
    ...by('content_id', 'text'),
    reads: ['content_id', 'case_id'],
    keyOf: (row) => String(row['case_id']),
  },
  'moderation_records.content': by('id', 'text'),
  'feedback.text': by('id', 'text'),
  'idempotency_records.answer': {
    rowId: (row) => `${String(row['route'])} ${String(row['key'])}`,
    reads: ['route', 'key'],
    holds: 'json',
  },
};
