import { openDatabase, platformDataMap, readTableFacts, UnprovenWords } from '@keepword/database';
import { addressKey, planErasure, type ErasureScope, type ErasureTarget, type LegalHold } from '@keepword/data-rights';
import { profile } from '@keepword/policy';
import { isRefusal, newId, type Id, type SubjectId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { CorrespondenceErasure } from './correspondence-erasure.js';

const at = new Date('2026-03-01T08:00:00Z');
const map = platformDataMap();
const secret = Buffer.alloc(32, 7);
const keyOf = (address: string) => addressKey(secret, address);

let platform: TestDatabase;
let [owner, erasing]: DataSource[] = [];
beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  [owner, erasing] = await Promise.all([openDatabase(platform.url), openDatabase(platform.urlFor('participant_erasure'))]);
});
afterAll(async () => {
  await Promise.all([owner?.destroy(), erasing?.destroy()]);
  await platform?.drop();
});

function opened(source: DataSource | undefined): DataSource {
  if (!source) throw new Error('the database is not open');
  return source;
}

/** A case from an address, with two words; whose it is stays open unless `subjectId` says so. */
async function written(address: string, subjectId: SubjectId | null = null): Promise<Id> {
  const caseId = newId(at);
  await opened(owner).query(
    `INSERT INTO privacy_cases (case_id, reference, subject_id, facts, requester, scope, class, state, received_at, sequence, head_hash)
       VALUES ($1, $5, $2, '{}', $3, '[]', 'inquiry', 'received', $4, 1, repeat('0', 64))`,
    [caseId, subjectId, keyOf(address), at, caseId.slice(-12)],
  );
  for (const kind of ['message', 'address'])
    await opened(owner).query(`INSERT INTO privacy_case_contents VALUES ($1, $2, $3, $4, 'sealed')`, [newId(at), caseId, kind, at]);
  return caseId;
}

async function wordsOf(caseId: Id): Promise<number> {
  const [row] = await opened(owner).query<{ words: number }[]>(
    'SELECT count(*)::int AS words FROM privacy_case_contents WHERE case_id = $1',
    [caseId],
  );
  return row?.words ?? -1;
}

async function target(subjectId: SubjectId, scope: ErasureScope, holds: readonly LegalHold[] = []): Promise<ErasureTarget> {
  const facts = await readTableFacts(opened(erasing), map);
  const plan = planErasure({ map, profile: profile('fluxkrea'), scope, holds, facts });
  if (isRefusal(plan)) throw new Error(plan.gaps.join('; '));
  return { runId: newId(at), subjectId, scope, plan, retainedAs: newId(at), handle: null };
}

const participantOf = (address: string | null) =>
  new CorrespondenceErasure(new UnprovenWords(opened(erasing)), () => Promise.resolve(address === null ? null : keyOf(address)));

describe('erasing what an address wrote', () => {
  it('given an account, then the words of its address go, and nobody else’s, nor what was proven to be somebody’s', async () => {
    const ada = newId(at);
    const own = [await written('ada@example.com'), await written(' ADA@example.com')];
    const others = [await written('berta@example.com'), await written('ada@example.com', newId(at))];
    const ports = participantOf('ada@example.com');
    const asked = await target(ada, { kind: 'account' });
    const { places, handle } = await ports.survey(asked);
    expect([places, handle]).toEqual([[{ place: 'correspondence', kind: 'place', count: 4, kept: [] }], keyOf('ada@example.com')]);
    const known = { ...asked, handle: handle ?? null };
    expect(await ports.verify(known)).toMatchObject({ places: [{ found: 4 }] });
    expect(await ports.erase(known)).toEqual({ state: 'erased' });
    expect(await ports.verify(known)).toMatchObject({ places: [{ found: 0 }] });
    expect(await ports.erase(known)).toEqual({ state: 'nothing-held' });
    expect(await Promise.all([...own, ...others].map(wordsOf))).toEqual([0, 0, 2, 2]);
  });

  it('given only the prompts, an order to keep the words, or no address, then nothing goes', async () => {
    const caseId = await written('carla@example.com');
    const hold: LegalHold = { categories: ['communication.support'] };
    const subjectId = newId(at);
    const targets = [await target(subjectId, { kind: 'prompts' }), await target(subjectId, { kind: 'account' }, [hold])];
    for (const asked of targets) {
      const { places, handle } = await participantOf('carla@example.com').survey(asked);
      expect([places[0]?.count, handle]).toEqual([0, undefined]);
      expect(await participantOf('carla@example.com').erase(asked)).toEqual({ state: 'nothing-held' });
    }
    const nobody = await target(subjectId, { kind: 'account' });
    expect(await participantOf(null).survey(nobody)).toMatchObject({ places: [{ count: 0 }] });
    expect(await wordsOf(caseId)).toBe(2);
  });
});
