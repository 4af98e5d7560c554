import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { objectKeys, objectPrefixes } from '@keepword/creations';
import type { ErasurePlan, ErasureScope, ErasureTarget } from '@keepword/data-rights';
import { Keyring, KeyDestroyed, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { FsObjectStore } from '@keepword/object-store-fs';
import { fixedClock, newId, type SubjectId } from '@keepword/primitives';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import { KeyErasure } from './key-erasure.js';
import { ObjectErasure } from './object-erasure.js';

const at = new Date('2026-03-01T08:00:00Z');

/** Everything under all prefixes goes, or only what the scope names. */
function target(subjectId: SubjectId, scope: ErasureScope = { kind: 'account' }, kept: readonly string[] = []): ErasureTarget {
  const prefixes = objectPrefixes.map(({ prefix, category }) => ({
    prefix,
    category,
    outcome: kept.includes(prefix) ? ('kept' as const) : ('deleted' as const),
  }));
  const plan: ErasurePlan = { scope, categories: [], tables: [], columns: [], prefixes, carriers: [] };
  return { runId: newId(at), subjectId, scope, plan, retainedAs: newId(at), handle: null };
}

describe('erasing objects', () => {
  let folder: string;
  let store: FsObjectStore;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'keepword-erasure-'));
    store = new FsObjectStore(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function keysOf(subjectId: SubjectId): Promise<string[]> {
    const keys: string[] = [];
    for await (const key of store.list('')) if (key.includes(subjectId)) keys.push(key);
    return keys;
  }

  async function somebody(creations = 2) {
    const subjectId = newId(at);
    const creationIds = Array.from({ length: creations }, () => newId(at));
    for (const id of creationIds)
      for (const key of [objectKeys.output(subjectId, id, 0), objectKeys.thumbnail(subjectId, id, 0), objectKeys.upload(subjectId, id)])
        await store.put(key, Buffer.from('sealed'));
    return { subjectId, creationIds };
  }

  it('given an account, then all of its objects go and nobody else’s', async () => {
    const [ada, berta] = [await somebody(), await somebody()];
    const participant = new ObjectErasure(store);
    expect((await participant.survey(target(ada.subjectId))).places).toMatchObject([{ count: 6 }]);
    expect(await participant.verify(target(ada.subjectId))).toMatchObject({ places: [{ found: 6 }] });
    expect(await participant.erase(target(ada.subjectId), null)).toEqual({ state: 'erased' });
    expect(await participant.verify(target(ada.subjectId))).toMatchObject({ places: [{ found: 0 }] });
    expect([(await keysOf(ada.subjectId)).length, (await keysOf(berta.subjectId)).length]).toEqual([0, 6]);
  });

  it('given one creation, or a prefix that stays, then only what was asked for', async () => {
    const ada = await somebody();
    const participant = new ObjectErasure(store);
    await participant.erase(target(ada.subjectId, { kind: 'creations', creationIds: ada.creationIds.slice(0, 1) }), null);
    expect((await keysOf(ada.subjectId)).every((key) => key.includes(ada.creationIds[1] ?? '-'))).toBe(true);
    await participant.erase(target(ada.subjectId, { kind: 'images' }, ['uploads/']), null);
    expect(await keysOf(ada.subjectId)).toEqual([objectKeys.upload(ada.subjectId, ada.creationIds[1] ?? '')]);
  });

  it('given more objects than one call takes, then it goes on at its checkpoint', async () => {
    const ada = await somebody(170);
    const participant = new ObjectErasure(store);
    const first = await participant.erase(target(ada.subjectId), null);
    expect(first).toEqual({ state: 'more', checkpoint: 'some' });
    expect(await participant.erase(target(ada.subjectId), 'some')).toEqual({ state: 'erased' });
    expect(await keysOf(ada.subjectId)).toEqual([]);
    expect(await participant.erase(target(ada.subjectId), null)).toEqual({ state: 'nothing-held' });
  });
});

describe('destroying keys', () => {
  let database: TestDatabase;
  let pool: Pool;
  beforeAll(async () => {
    database = await testDatabase();
    await prepareKeyStore({ superuserUrl: database.url, rolePassword: TEST_ROLE_PASSWORD });
    pool = new Pool({ connectionString: database.urlFor('keyring'), max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('given what a person’s key sealed, then nothing opens it any more, and no key is made anew', async () => {
    const keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 7), fixedClock(at));
    const [subjectId, place] = [newId(at), { table: 't', column: 'c', rowId: 'r' }];
    const sealed = await keyring.seal(subjectId, place, Buffer.from('a fox'));
    expect(Buffer.from(await keyring.open(subjectId, place, sealed)).toString()).toBe('a fox');
    for (const _again of [1, 2]) expect(await new KeyErasure(keyring).erase(target(subjectId))).toEqual({ state: 'erased' });
    await expect(keyring.open(subjectId, place, sealed)).rejects.toThrow(KeyDestroyed);
    await expect(keyring.seal(subjectId, place, Buffer.from('again'))).rejects.toThrow(KeyDestroyed);
  });
});
