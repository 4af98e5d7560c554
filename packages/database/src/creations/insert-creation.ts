import type { NewCreation } from '@keepword/creations';
import type { UnitOfWork } from '@keepword/primitives';
import { runPrepared } from '../unit-of-work.js';

/**
 * A whole new creation in one statement. The queue's counter is raised first: its row lock makes two requests of one person wait for
 * each other, and where it stands at its limit, nothing is written.
 */
const statement = {
  name: 'insert_creation',
  text: `
  WITH queued AS (
    INSERT INTO creation_queues AS q (subject_id, unfinished) VALUES ($2, 1)
    ON CONFLICT (subject_id) DO UPDATE SET unfinished = q.unfinished + 1 WHERE q.unfinished < $18 RETURNING q.subject_id),
  made AS (
    INSERT INTO creations (id, subject_id, modality, state, model, tier, quoted, used_reference, profile_id, policy_version, created_at, news_at)
    SELECT $1::uuid, subject_id, $3, $4, $5, $6, $7::int, $8::boolean, $9, $10, $11::timestamptz, $11::timestamptz FROM queued RETURNING id, subject_id),
  asked AS (
    INSERT INTO creation_requests (creation_id, subject_id, prompt, look_id, slots, parameters, word_tags)
    SELECT id, subject_id, $12::bytea, $13, $14::bytea, $15::bytea, $16::bytea[] FROM made),
  indexed AS (
    INSERT INTO creation_words (subject_id, word, creation_id) SELECT subject_id, word, id FROM made, unnest($17::bytea[]) AS word)
  SELECT id FROM made`,
};

export async function insertCreation(uow: UnitOfWork, { creation, content, wordTags, unfinishedMax }: NewCreation): Promise<boolean> {
  const buffer = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes);
  const tags = [...new Map(wordTags.map((tag) => [Buffer.from(tag).toString('hex'), Buffer.from(tag)])).values()];
  const made = await runPrepared<object>(uow, statement, [
    creation.id,
    creation.subjectId,
    creation.modality,
    creation.state,
    creation.model,
    creation.tier,
    creation.quoted,
    creation.usedReference,
    creation.profileId,
    creation.policyVersion,
    creation.createdAt,
    buffer(content.prompt),
    content.lookId,
    buffer(content.slots),
    buffer(content.parameters),
    tags,
    tags,
    unfinishedMax,
  ]);
  return made.length > 0;
}
