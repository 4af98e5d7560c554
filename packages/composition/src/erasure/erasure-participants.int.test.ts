import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { MailContacts } from '@keepword/accounts';
import { PaymentsUnavailable, type PayerErased } from '@keepword/billing';
import { objectKeys, objectPrefixes, VendorUnavailable } from '@keepword/creations';
import type { ErasurePlan, ErasureScope, ErasureTarget } from '@keepword/data-rights';
import { Keyring, KeyDestroyed, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { FsObjectStore } from '@keepword/object-store-fs';
import { addPeriod, fixedClock, newId, type SubjectId } from '@keepword/primitives';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import { KeyErasure } from './key-erasure.js';
import { MailErasure } from './mail-erasure.js';
import { ModelErasure } from './model-erasure.js';
import { ObjectErasure } from './object-erasure.js';
import { PayerErasure } from './payer-erasure.js';
import { QueueErasure } from './queue-erasure.js';

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
    expect((await participant.survey(target(ada.subjectId))).places).toEqual([
      { place: 'objects', kind: 'objects', count: 6, bytes: 6 * 'sealed'.length, kept: [] },
    ]);
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

describe('asking a payment processor', () => {
  const traces = { customerIds: ['cus_1'], subscriptionIds: ['sub_1'], checkoutIds: [], paymentIds: [] };
  const participantOf = (erase: (checkpoint: string | null) => Promise<PayerErased>, stillHeld: () => Promise<number>) => {
    const payers = { erase: (_traces: unknown, _order: string, checkpoint: string | null) => erase(checkpoint), stillHeld };
    return new PayerErasure({ id: 'stripe', payers }, () => Promise.resolve(traces));
  };

  it('hands the numbers from our own rows over, and waits where the processor works on it', async () => {
    const under = participantOf(
      (checkpoint) =>
        Promise.resolve(
          checkpoint ? { state: 'erased', receiptId: 'prj_1' } : { state: 'pending', reason: 'redacting', checkpoint: 'prj_1' },
        ),
      () => Promise.resolve(0),
    );
    const one = target(newId(at));
    const survey = await under.survey(one);
    expect(survey.places).toEqual([{ place: 'stripe', kind: 'place', count: 2, kept: [] }]);
    const surveyed = { ...one, handle: survey.handle ?? null };
    expect(await under.erase(surveyed, null, at)).toEqual({ state: 'pending', reason: 'redacting', checkpoint: 'prj_1' });
    expect(await under.erase(surveyed, 'prj_1', at)).toEqual({ state: 'erased', receiptId: 'prj_1' });
    expect(await under.verify(surveyed)).toEqual({ state: 'searched', places: [{ place: 'stripe', found: 0 }] });
  });

  it('given that it is down, then nothing is claimed', async () => {
    const down = () => Promise.reject(new PaymentsUnavailable('down'));
    const under = participantOf(down, down);
    expect(await under.erase(target(newId(at)), 'prj_1', at)).toEqual({
      state: 'pending',
      reason: 'vendor-unavailable',
      checkpoint: 'prj_1',
    });
    expect(await under.verify(target(newId(at)))).toEqual({ state: 'pending', reason: 'vendor-unavailable' });
  });
});

describe('asking a mail vendor', () => {
  it('takes every address off its list, also one of which it was not told that it is corrected, and claims no more than that', async () => {
    const list = new Set(['ada@old.example', 'ada@new.example', 'berta@example.com']);
    const contacts: MailContacts = {
      remove: async (address) => void list.delete(address),
      holds: async (address) => list.has(address),
      readdress: () => Promise.reject(new Error('nobody corrects here')),
    };
    const under = new MailErasure(contacts, () => Promise.resolve(['ada@new.example', 'ada@old.example']), 'resend');
    const survey = await under.survey(target(newId(at)));
    const surveyed = { ...target(newId(at)), handle: survey.handle ?? null };
    expect(await under.verify(surveyed)).toMatchObject({ places: [{ found: 2 }] });
    expect(await under.erase(surveyed)).toEqual({ state: 'not-supported' });
    expect(await under.verify(surveyed)).toMatchObject({ places: [{ found: 0 }] });
    expect([...list]).toEqual(['berta@example.com']);
    expect(await under.erase({ ...surveyed, handle: '[]' })).toEqual({ state: 'nothing-held' });
  });
});

describe('asking a model vendor', () => {
  it('forgets every prediction in parts, and is not done while the vendor still has one', async () => {
    const held = new Set(Array.from({ length: 60 }, (_, n) => `prediction-${n}`));
    let keeps = true;
    let isDown = false;
    const answers = async () => {
      if (isDown) throw new VendorUnavailable('replicate', 'down');
    };
    const provider = {
      id: 'replicate',
      canPoll: true,
      cancel: answers,
      forget: async (id: string) => {
        await answers();
        if (!keeps || id !== 'prediction-7') held.delete(id);
      },
      holds: async (id: string) => held.has(id),
    };
    const rows = [...held].map((vendorPredictionId) => ({ vendorPredictionId, vendorModel: 'a/b' }));
    const under = new ModelErasure(provider, () => Promise.resolve(rows), 'replicate');
    const survey = await under.survey(target(newId(at)), at);
    const surveyed = { ...target(newId(at)), handle: survey.handle ?? null };
    isDown = true;
    expect(await under.erase(surveyed, null)).toEqual({ state: 'pending', reason: 'vendor-unavailable', checkpoint: '0' });
    isDown = false;
    expect(await under.erase(surveyed, '0')).toEqual({ state: 'more', checkpoint: '50' });
    expect(await under.erase(surveyed, '50')).toEqual({ state: 'erased' });
    expect(await under.verify(surveyed, 'by-subject', at)).toEqual({
      state: 'pending',
      reason: 'kept-by-vendor',
      retryAt: addPeriod(at, 'PT15M'),
    });
    keeps = false;
    await provider.forget('prediction-7');
    expect(await under.verify(surveyed, 'by-subject', at)).toEqual({ state: 'searched', places: [{ place: 'replicate', found: 0 }] });
    expect(await under.erase(target(newId(at)), null)).toEqual({ state: 'nothing-held' });
  });
});

describe('emptying the queue', () => {
  it('takes the jobs of an account or of single creations, and leaves them where only words or pictures go', async () => {
    const asked: unknown[] = [];
    const jobs = { subjects: async () => new Set<string>(), count: async () => 0, remove: async (filter: unknown) => asked.push(filter) };
    const [subjectId, creationId] = [newId(at), newId(at)];
    const under = new QueueErasure(jobs);
    expect(await under.erase(target(subjectId))).toEqual({ state: 'erased' });
    await under.erase(target(subjectId, { kind: 'creations', creationIds: [creationId] }));
    expect(await under.erase(target(subjectId, { kind: 'prompts' }))).toEqual({ state: 'nothing-held' });
    expect(asked).toEqual([{ subjectId }, { subjectId, creationIds: [creationId] }]);
  });
});
