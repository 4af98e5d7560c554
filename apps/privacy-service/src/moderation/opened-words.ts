import type { SealedWords } from '@keepword/database';
import { KeyDestroyed, type Keyring } from '@keepword/keyring';
import type { SubjectId } from '@keepword/primitives';

/** Null where the person was erased meanwhile: nothing opens any more what their key sealed. */
export async function openedWords(
  keyring: Pick<Keyring, 'open'>,
  subjectId: SubjectId,
  { content, place }: SealedWords,
): Promise<string | null> {
  try {
    return Buffer.from(await keyring.open(subjectId, place, content)).toString('utf8');
  } catch (error) {
    if (error instanceof KeyDestroyed) return null;
    throw error;
  }
}
