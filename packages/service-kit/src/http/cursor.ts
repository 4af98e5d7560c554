import { ProblemException } from './problem-exception.js';

/** A cursor is opaque to callers and only a position in an ordered list: it names no table and grants nothing. */
export function encodeCursor(position: string): string {
  return Buffer.from(position, 'utf8').toString('base64url');
}

/** @throws ProblemException invalid-request when `shape` does not match */
export function decodeCursor(cursor: string | undefined, shape: RegExp): string | null {
  if (cursor === undefined) return null;
  const position = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!shape.test(position)) {
    throw new ProblemException('/problems/invalid-request', {
      errors: [{ path: 'query.cursor', message: 'must be a `nextCursor` of this list' }],
    });
  }
  return position;
}

/**
 * A page of a list that was read one item too far: what is shown of it, and where the next page begins.
 * @param found at most `limit + 1` items, in the order of the list
 * @param position of an item in that order
 */
export function pageOfFound<Item>(
  found: readonly Item[],
  limit: number,
  position: (item: Item) => string,
): { readonly shown: readonly Item[]; readonly nextCursor: string | null } {
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  return { shown, nextCursor: last === undefined ? null : encodeCursor(position(last)) };
}
