import { randomBytes } from 'node:crypto';
import { openDatabase, PostgresCreationStore, PostgresUnitOfWork } from '@keepword/database';
import type { CreationFilter, PageRequest } from '@keepword/creations';
import { newId, type SubjectId } from '@keepword/primitives';
import type { Client } from 'pg';
import { median } from './measure.js';
import { withDatabase } from './postgres-server.js';
import { result, type Result } from './result.js';

const rowsAll = 1_000_000;
const pageSize = 24;
/** Every tenth row is the busy person's, every thousandth the quiet one's; the rest belongs to 900 others. */
const [busyEvery, quietEvery, others] = [10, 1_000, 900];

interface Person {
  readonly subjectId: SubjectId;
  /** Where a deep page begins: some ninety per cent of the way back. */
  readonly deep: string;
}

/** `GET /v1/creations` at its store: the time of a page for a person with 100,000 creations against a person with 1,000. */
export function history(calls: number): Promise<Result[]> {
  return withDatabase(async ({ owner, urlFor }) => {
    const [busy, quiet] = [newId(new Date()), newId(new Date())];
    const words = [randomBytes(8), randomBytes(8)] as const;
    await fill(owner, { busy, quiet, words });
    const pool = await openDatabase(urlFor('core_api'), { connectionsMax: 1 });
    try {
      const units = new PostgresUnitOfWork(pool);
      const people = { busy: await deepIn(owner, busy, 90_000), quiet: await deepIn(owner, quiet, 900) };
      const timed = (filter: CreationFilter, page: (person: Person) => PageRequest) => {
        const time = async (person: Person) => {
          const start = performance.now();
          await units.transaction(person.subjectId, (uow) => new PostgresCreationStore().page(uow, person.subjectId, filter, page(person)));
          return performance.now() - start;
        };
        return inTurns(
          () => time(people.quiet),
          () => time(people.busy),
          calls,
        );
      };
      const search = { wordTags: words };
      return [
        result({
          name: 'history: first page, 100,000 by 1,000 creations',
          unit: 'ms',
          ...(await timed({}, () => ({ limit: pageSize, olderThan: null }))),
          target: { atMost: 1.3 },
        }),
        result({
          name: 'history: deep page',
          unit: 'ms',
          ...(await timed({}, ({ deep }) => ({ limit: pageSize, olderThan: deep }))),
          target: { atMost: 1.3 },
        }),
        result({
          name: 'history: search for two words',
          unit: 'ms',
          ...(await timed(search, () => ({ limit: pageSize, olderThan: null }))),
          target: { atMost: 3 },
        }),
      ];
    } finally {
      await pool.destroy();
    }
  });
}

async function inTurns(floor: () => Promise<number>, subject: () => Promise<number>, calls: number) {
  for (let call = 0; call < 20; call += 1) {
    await floor();
    await subject();
  }
  const [floors, subjects]: [number[], number[]] = [[], []];
  for (let call = 0; call < calls; call += 1) {
    floors.push(await floor());
    subjects.push(await subject());
  }
  return { floor: median(floors), subject: median(subjects), ratio: median(subjects) / median(floors) };
}

async function deepIn(owner: Client, subjectId: SubjectId, skipped: number): Promise<Person> {
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM creations WHERE subject_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1', [
    subjectId,
    skipped,
  ]);
  if (!rows[0]) throw new Error(`the person has no ${skipped} creations`);
  return { subjectId, deep: rows[0].id };
}

/** A million finished creations, each with a sealed prompt of the usual size, one output and two words: one that all have, and one in ten. */
async function fill(
  owner: Client,
  { busy, quiet, words }: { busy: string; quiet: string; words: readonly [Buffer, Buffer] },
): Promise<void> {
  // Nothing is checked while it is filled in bulk, and the ids grow with time as real ones do.
  await owner.query(`SET session_replication_role = replica`);
  await owner.query(`SET synchronous_commit = off`);
  await owner.query(
    `CREATE TEMP TABLE filled AS
     SELECT (lpad(to_hex(1750000000000 + g * 1000::bigint), 12, '0') || '7' || substr(md5(g::text), 1, 3) || '8' || substr(md5(g::text), 4, 15))::uuid AS id,
            CASE WHEN g % $3 = 0 THEN $1::uuid WHEN g % $4 = 1 THEN $2::uuid ELSE md5('other ' || g % $5)::uuid END AS subject_id,
            to_timestamp(1750000000 + g) AS at, g
       FROM generate_series(1, $6::int) AS g`,
    [busy, quiet, busyEvery, quietEvery, others, rowsAll],
  );
  await owner.query(
    `INSERT INTO creations (id, subject_id, modality, state, model, tier, quoted, captured, used_reference, profile_id, policy_version,
       created_at, started_at, finished_at, news_at)
     SELECT id, subject_id, 'image', 'succeeded', 'flux-schnell', 'standard', 4, 4, false, 'fluxkrea', '1', at, at, at, at FROM filled`,
  );
  await owner.query(
    `INSERT INTO creation_requests (creation_id, subject_id, prompt, parameters, word_tags)
     SELECT id, subject_id, decode(repeat(md5(g::text), 5), 'hex'), decode(repeat(md5(g::text), 4), 'hex'), ARRAY[$1::bytea, $2::bytea] FROM filled`,
    [...words],
  );
  await owner.query(
    `INSERT INTO creation_words (subject_id, word, creation_id)
     SELECT subject_id, $1::bytea, id FROM filled UNION ALL SELECT subject_id, $2::bytea, id FROM filled WHERE g / 1000 % 10 = 3`,
    [...words],
  );
  await owner.query(
    `INSERT INTO creation_outputs (creation_id, n, subject_id, media_type, width, height, bytes, object_key, thumbnail_key, thumb_hash, created_at)
     SELECT id, 0, subject_id, 'image/png', 1024, 1024, 1000000, 'outputs/' || id, 'thumbnails/' || id, decode(repeat(md5(g::text), 4), 'hex'), at FROM filled`,
  );
  await owner.query('DROP TABLE filled');
  await owner.query(`SET session_replication_role = origin`);
  await owner.query('VACUUM ANALYZE');
}
