import type { CreationFilter, PageRequest } from '@keepword/creations';
import type { SubjectId } from '@keepword/primitives';
import { creationColumns, outputsColumn } from './creation-rows.js';

/** How many entries of a word are counted to find the rarest; beyond that, words count as equally common. */
const rarityCountMax = 200;

interface Statement {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * One page of a person's creations, newest first. Every form walks an index from the cursor on and stops after `limit` rows, so that
 * its cost follows the page and not the person's history. A search walks the rarest of its words and asks for the others by their key.
 */
export function creationPage(subjectId: SubjectId, { state, wordTags = [] }: CreationFilter, { limit, olderThan }: PageRequest): Statement {
  const values: unknown[] = [subjectId];
  const value = (of: unknown) => `$${values.push(of)}`;
  const conditions = ['c.subject_id = $1', 'NOT EXISTS (SELECT FROM creation_deletions d WHERE d.creation_id = c.id)'];
  if (state) conditions.push(`c.state = ${value(state)}`);
  const cursor = olderThan === null ? null : value(olderThan);
  let source = 'creations c';
  let key = 'c.id';
  if (wordTags.length > 0) {
    const tags = distinct(wordTags);
    const words = `${value(tags)}::bytea[]`;
    source = 'creation_words w JOIN creations c ON c.id = w.creation_id';
    key = 'w.creation_id';
    conditions.push('w.subject_id = $1', `w.word = ${tags.length === 1 ? `(${words})[1]` : rarest(words)}`);
    if (tags.length > 1) conditions.push(hasAll(words, tags.length));
  }
  if (cursor) conditions.push(`${key} < ${cursor}::uuid`);
  const ids = `SELECT c.id FROM ${source} WHERE ${conditions.join(' AND ')} ORDER BY ${key} DESC LIMIT ${value(limit)}`;
  const sql = `SELECT ${creationColumns}, ${outputsColumn}
    FROM (${ids}) AS page JOIN creations c ON c.id = page.id JOIN creation_requests r ON r.creation_id = c.id
    ORDER BY c.id DESC`;
  return { sql, values };
}

const rarest = (words: string) => `(SELECT v.word FROM unnest(${words}) AS v(word) ORDER BY
    (SELECT count(*) FROM (SELECT FROM creation_words f WHERE f.subject_id = $1 AND f.word = v.word LIMIT ${rarityCountMax}) AS counted) LIMIT 1)`;

// A count, not an EXISTS: PostgreSQL would answer that one by reading all of the person's words into memory first.
const hasAll = (words: string, wordCount: number) => `${wordCount} = (SELECT count(*) FROM creation_words f
    WHERE f.subject_id = $1 AND f.word = ANY (${words}) AND f.creation_id = w.creation_id)`;

function distinct(tags: readonly Uint8Array[]): Buffer[] {
  return [...new Map(tags.map((tag) => [Buffer.from(tag).toString('hex'), Buffer.from(tag)])).values()];
}
