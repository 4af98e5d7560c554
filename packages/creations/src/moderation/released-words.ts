import type { SubjectId } from '@keepword/primitives';
import type { ContentSeal } from '../ports/content-seal.js';

/** A keyed tag of a whole text of one person: enough to know it again, and nothing to read it from. */
export async function moderatedTextTag(seal: ContentSeal, subjectId: SubjectId, text: string): Promise<Uint8Array> {
  // No word of the search index contains a line break, so the two can never be taken for each other.
  const [tag] = await seal.wordTags(subjectId, [`moderated text\n${text.normalize('NFC').trim()}`]);
  if (!tag) throw new Error('a text has one tag');
  return tag;
}

/** A release counts for what the filter objected to then, and for nothing else that it may find later. */
export function isReleased(codes: readonly string[], released: readonly string[]): boolean {
  return codes.length > 0 && codes.every((code) => released.includes(code));
}
