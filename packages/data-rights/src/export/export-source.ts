import type { DataCategory } from '@keepword/policy';
import type { Instant, SubjectId } from '@keepword/primitives';
import type { z } from 'zod';
import type { JsonValue } from '../certificate/canonical-json.js';

/** Records of one shape and one category: what a place holds of that category. */
export interface ExportPart {
  readonly category: DataCategory;
  /** A table's name, `identity-provider`: letters, digits, `_` and `-`, at most 60. Unique within its category over all sources. */
  readonly place: string;
  /** In words, for the readable pages: «What you asked for». */
  readonly title: string;
  /** Of `record`; published as JSON Schema. Only what JSON Schema can say: no transforms. */
  readonly schema: z.ZodObject;
}

export interface ExportRecord {
  /** Whose it is. The bundle refuses to go on when it is anybody else's. */
  readonly subjectId: SubjectId;
  readonly record: Readonly<Record<string, JsonValue>>;
  /** What the readable pages show above the fields. */
  readonly shown?: {
    readonly title?: string;
    readonly at?: Instant;
    /** Files of the bundle, by {@link ExportMedia.path}; only such as `media` really gives. */
    readonly media?: readonly { readonly path: string; readonly mediaType: string; readonly description: string }[];
  };
}

/** An original file. */
export interface ExportMedia {
  readonly subjectId: SubjectId;
  /** Below `media/`: parts of letters, digits, `.`, `_` and `-`, joined by `/`; at most 200 characters, unique. */
  readonly path: string;
  readonly category: DataCategory;
  /** Called once, when its turn has come; read in pieces and never as a whole. */
  readonly open: () => AsyncIterable<Uint8Array>;
}

/** One line of a table for spreadsheets. */
export interface StatementRow {
  readonly subjectId: SubjectId;
  readonly cells: readonly (string | number | null)[];
}

/** A table for spreadsheets: a statement of credits, a list of payments. */
export interface ExportStatement {
  /** Below `statements/`, without `.csv`: lower-case letters, digits and `-`. */
  readonly name: string;
  readonly category: DataCategory;
  readonly columns: readonly string[];
  /** One by one, or in batches of some hundred at most. */
  rows(subjectId: SubjectId): AsyncIterable<StatementRow | readonly StatementRow[]>;
}

/**
 * One participant of an export. Within one bundle it must give the same records however often it is asked (one snapshot): where a
 * profile promises a single JSON document, each part is read twice.
 */
export interface ExportSource {
  readonly name: string;
  readonly parts: readonly ExportPart[];
  /** One by one, or in batches of some hundred at most, which costs much less where there are many. */
  records(subjectId: SubjectId, part: ExportPart): AsyncIterable<ExportRecord | readonly ExportRecord[]>;
  media?(subjectId: SubjectId): AsyncIterable<ExportMedia>;
  readonly statements?: readonly ExportStatement[];
}

/** A source handed over something of somebody else. The message names no person. */
export class ForeignRecord extends Error {
  override readonly name = 'ForeignRecord';
  constructor(where: string) {
    super(`${where} gave something that is not the subject's; nothing of the bundle may be used`);
  }
}

/** A source gave other records when it was asked again. */
export class UnsteadySource extends Error {
  override readonly name = 'UnsteadySource';
}
