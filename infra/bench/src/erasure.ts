import { randomUUID } from 'node:crypto';
import { openDatabase, platformDataMap, PostgresErasure, readKeys, readTableFacts } from '@keepword/database';
import { planErasure, type ErasureTarget } from '@keepword/data-rights';
import { profile } from '@keepword/policy';
import { isRefusal, newId, type SubjectId } from '@keepword/primitives';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';
import { median, timed } from './measure.js';
import { withDatabase } from './postgres-server.js';
import { result, type Result } from './result.js';

const creationsOfOther = 100;

/** Erasing the rows of one person, against bare `DELETE`s of the same rows; and whether it matters how many others there are. */
export function erasure(creations: number, others: number, rounds: number): Promise<Result[]> {
  return withDatabase(async ({ owner, urlFor }) => {
    const pool = await openDatabase(urlFor('participant_erasure'), { connectionsMax: 1 });
    try {
      const erase = await eraser(pool);
      await fillOthers(owner, others);
      const few = await inTurns(owner, pool, erase, { creations, rounds });
      await fillOthers(owner, others * 9);
      const many = await inTurns(owner, pool, erase, { creations, rounds });
      return [
        result({
          name: `erasure: rows of ${creations.toLocaleString('en')} creations, by bare DELETEs`,
          unit: '/s',
          floor: 1000 / few.floor,
          subject: 1000 / few.subject,
          ratio: few.ratio,
          target: { atLeast: 0.5 },
        }),
        result({
          name: 'erasure: with ten times as many others',
          unit: 'ms',
          floor: few.subject,
          subject: many.subject,
          ratio: many.subject / few.subject,
          target: { atMost: 1.2 },
        }),
      ];
    } finally {
      await pool.destroy();
    }
  });
}

type Erase = (subjectId: SubjectId) => Promise<void>;

async function eraser(pool: DataSource): Promise<Erase> {
  const map = platformDataMap();
  const plan = planErasure({
    map,
    profile: profile('fluxkrea'),
    scope: { kind: 'account' },
    holds: [],
    facts: await readTableFacts(pool, map),
  });
  if (isRefusal(plan)) throw new Error(plan.gaps.join('; '));
  const participant = new PostgresErasure(pool, map, await readKeys(pool));
  return async (subjectId) => {
    const target: ErasureTarget = {
      runId: newId(new Date()),
      subjectId,
      scope: { kind: 'account' },
      plan,
      retainedAs: newId(new Date()),
      handle: null,
    };
    for (let checkpoint: string | null = null; ;) {
      const answer = await participant.erase(target, checkpoint);
      if (answer.state !== 'more') return;
      checkpoint = answer.checkpoint;
    }
  };
}

/** Where a creation's rows lie, those that refer first. */
const tables = ['creation_words', 'creation_outputs', 'creation_requests', 'creations'] as const;

async function inTurns(
  owner: Client,
  pool: DataSource,
  erase: Erase,
  { creations, rounds }: { readonly creations: number; readonly rounds: number },
): Promise<{ readonly floor: number; readonly subject: number; readonly ratio: number }> {
  const [floors, subjects]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const [bare, ours] = [await fillPerson(owner, creations), await fillPerson(owner, creations)];
    await owner.query('CHECKPOINT');
    floors.push(
      await timed(async () => {
        for (const table of tables) await pool.query(`DELETE FROM ${table} WHERE subject_id = $1`, [bare]);
      }),
    );
    subjects.push(await timed(() => erase(ours)));
    const { rows } = await owner.query('SELECT 1 FROM creations WHERE subject_id = ANY($1)', [[bare, ours]]);
    if (rows.length > 0) throw new Error('something was not erased');
  }
  const ratios = floors.map((floor, round) => floor / (subjects[round] ?? Number.NaN));
  return { floor: median(floors), subject: median(subjects), ratio: median(ratios) };
}

async function fillPerson(owner: Client, creations: number): Promise<SubjectId> {
  const subjectId = newId(new Date());
  await fill(owner, 'SELECT $1::uuid AS subject_id, g FROM generate_series(1, $2::int) AS g', [subjectId, creations]);
  return subjectId;
}

export const fillOthers = (owner: Client, others: number) =>
  fill(
    owner,
    `SELECT md5($1::text || o)::uuid AS subject_id, g FROM generate_series(1, $2::int) AS o, generate_series(1, ${creationsOfOther}) AS g`,
    [randomUUID(), others],
  );

/** Finished creations, each with a sealed prompt, one output and two words. @param whose gives `subject_id` and a number */
async function fill(owner: Client, whose: string, values: readonly unknown[]): Promise<void> {
  await owner.query('SET session_replication_role = replica');
  await owner.query(
    `CREATE TEMP TABLE filled AS
     SELECT (lpad(to_hex(1750000000000 + g), 12, '0') || '7' || substr(d, 1, 3) || '8' || substr(d, 4, 15))::uuid AS id, subject_id, d,
            to_timestamp(1750000000 + g) AS at
       FROM (SELECT subject_id, g, md5(subject_id::text || g) AS d FROM (${whose}) AS w) AS named`,
    [...values],
  );
  await owner.query(
    `INSERT INTO creations (id, subject_id, modality, state, model, tier, quoted, captured, used_reference, profile_id, policy_version,
       created_at, started_at, finished_at, news_at)
     SELECT id, subject_id, 'image', 'succeeded', 'flux-schnell', 'standard', 4, 4, false, 'fluxkrea', '1', at, at, at, at FROM filled`,
  );
  await owner.query(
    `INSERT INTO creation_requests (creation_id, subject_id, prompt, parameters, word_tags)
     SELECT id, subject_id, decode(repeat(d, 5), 'hex'), decode(repeat(d, 4), 'hex'),
            ARRAY[decode(substr(d, 1, 16), 'hex'), decode(substr(d, 17, 16), 'hex')] FROM filled`,
  );
  await owner.query(
    `INSERT INTO creation_words (subject_id, word, creation_id)
     SELECT subject_id, decode(substr(d, 1, 16), 'hex'), id FROM filled UNION ALL SELECT subject_id, decode(substr(d, 17, 16), 'hex'), id FROM filled`,
  );
  await owner.query(
    `INSERT INTO creation_outputs (creation_id, n, subject_id, media_type, width, height, bytes, object_key, thumbnail_key, thumb_hash, created_at)
     SELECT id, 0, subject_id, 'image/png', 1024, 1024, 1000000, 'outputs/' || id, 'thumbnails/' || id, decode(repeat(d, 4), 'hex'), at FROM filled`,
  );
  await owner.query('DROP TABLE filled');
  await owner.query('SET session_replication_role = origin');
  await owner.query('ANALYZE creations, creation_requests, creation_words, creation_outputs');
}
