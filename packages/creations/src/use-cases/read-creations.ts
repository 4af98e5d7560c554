import { refuse, type Id, type Refusal, type SubjectId } from '@keepword/primitives';
import { tagsOf, viewOf, wordsOf } from '../lifecycle/content.js';
import type { CreationOwner, CreationState, CreationView } from '../lifecycle/creation.js';
import type { CreationFilter } from '../ports/creation-store.js';
import type { ReadPorts } from './ports.js';

export async function getCreation(ports: ReadPorts, owner: CreationOwner): Promise<CreationView | Refusal<'not-found'>> {
  const stored = await ports.transactions.transaction(owner.subjectId, (uow) => ports.store.find(uow, owner));
  return stored ? viewOf(ports, stored) : refuse('not-found');
}

export interface CreationListing {
  readonly subjectId: SubjectId;
  readonly limit: number;
  /** The `nextCursor` of the page before. */
  readonly cursor: Id | null;
  readonly state?: CreationState | undefined;
  /** Whole words of one's own prompts; all of them have to be there. The first 8 count. */
  readonly words?: string | undefined;
}

export interface CreationPage {
  readonly items: readonly CreationView[];
  readonly nextCursor: Id | null;
}

const searchWordsMax = 8;

/** Own creations, newest first. */
export async function listCreations(ports: ReadPorts, listing: CreationListing): Promise<CreationPage> {
  const { subjectId, limit, cursor, state, words } = listing;
  const sought = wordsOf(words ?? '').slice(0, searchWordsMax);
  if (words?.trim() && sought.length === 0) return { items: [], nextCursor: null };
  const wordTags = sought.length > 0 ? await tagsOf(ports.seal, subjectId, sought.join(' ')) : undefined;
  const filter: CreationFilter = { ...(state ? { state } : {}), ...(wordTags ? { wordTags } : {}) };
  // One more than asked for tells whether there is a next page.
  const found = await ports.transactions.transaction(subjectId, (uow) =>
    ports.store.page(uow, subjectId, filter, { limit: limit + 1, olderThan: cursor }),
  );
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: await Promise.all(shown.map((stored) => viewOf(ports, stored))),
    nextCursor: found.length > limit && last ? last.creation.id : null,
  };
}
