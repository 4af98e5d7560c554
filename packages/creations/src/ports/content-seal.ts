import type { SubjectId } from '@keepword/primitives';

/** Where a sealed value lives; a value moved elsewhere does not open. */
export interface SealPlace {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/** Encryption under a key of the subject's own. Destroying that key makes everything here unreadable. */
export interface ContentSeal {
  seal(subjectId: SubjectId, place: SealPlace, plain: Uint8Array): Promise<Uint8Array>;
  open(subjectId: SubjectId, place: SealPlace, sealed: Uint8Array): Promise<Uint8Array>;
  sealStream(subjectId: SubjectId, place: SealPlace, plain: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  openStream(subjectId: SubjectId, place: SealPlace, sealed: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
  /** Keyed tags of 8 bytes, by which a person's own words are found again. */
  wordTags(subjectId: SubjectId, words: readonly string[]): Promise<Uint8Array[]>;
}
