import { randomBytes } from 'node:crypto';
import { PostgresExports } from '@keepword/database';
import { opensExport, promisesOneDocument, verifyBundle, type Case, type StoredExport } from '@keepword/data-rights';
import { zipBundleReader } from '@keepword/data-rights/testing';
import { KeyDestroyed } from '@keepword/keyring';
import { profile } from '@keepword/policy';
import { addPeriod, type SubjectId } from '@keepword/primitives';
import { openExportHouse, type ExportHouse } from '../testing/export-house.js';
import { insertCreator } from '../testing/insert-creator.js';
import { exportsPending } from './export-deed.js';
import { exportCapability } from './export-link.js';
import { openBundle } from './open-bundle.js';
import { removeExpiredExports, writeDueExports, type ExportWork } from './write-exports.js';

const at = new Date('2026-03-01T08:00:00Z');
const picture = randomBytes(200_000);
const exports = new PostgresExports();

let house: ExportHouse;
let work: ExportHouse['work'];
let storage: ExportHouse['storage'];
let clock: ExportHouse['clock'];
beforeAll(async () => {
  house = await openExportHouse();
  ({ work, storage, clock } = house);
});
afterAll(() => house?.close());
beforeEach(() => clock.set(at));

const somebody = () => insertCreator(house.owner, storage, picture);
const found = (subjectId: SubjectId, id: string) => house.find(subjectId, id);

async function ask(subjectId: SubjectId) {
  const id = await house.ask(subjectId);
  const order = { actionId: id, case: { actions: [] } as unknown as Case, subjectId };
  return { id, state: () => house.deed.state(order, clock.now()) };
}

async function whole(stream: AsyncIterable<Uint8Array> | null): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream ?? []) parts.push(part);
  return Buffer.concat(parts);
}

async function written(subjectId: SubjectId): Promise<StoredExport> {
  const { id } = await ask(subjectId);
  expect(await writeDueExports(work, 5)).toBe(1);
  const stored = await found(subjectId, id);
  if (!stored) throw new Error('the export is gone');
  return stored;
}

describe('an export', () => {
  it('holds everything of one person and nothing of another, signed by the published key', async () => {
    const [ada, berta] = [await somebody(), await somebody()];
    const asked = await ask(ada.subjectId);
    expect([await asked.state(), await exportsPending(work.foundation, ada.subjectId)]).toEqual(['running', true]);
    expect(await writeDueExports(work, 5)).toBe(1);
    expect(await asked.state()).toBe('done');
    const stored = await found(ada.subjectId, asked.id);
    expect(stored).toMatchObject({ state: 'ready', mediaFiles: 2, mediaBytes: 400_000, readyAt: at, expiresAt: addPeriod(at, 'P7D') });
    const zip = await whole(stored && (await openBundle(storage, stored, null)));
    expect(zip.length).toBe(stored?.bytes);
    const reader = await zipBundleReader(zip);
    const verdict = await verifyBundle(reader, work.proofKeys.published);
    expect(verdict.problems).toEqual([]);
    expect(verdict.manifest).toMatchObject({ id: asked.id, subjectId: ada.subjectId, media: { files: 2, bytes: 400_000 } });
    let everything = '';
    for (const file of await reader.paths()) if (!file.startsWith('media/')) everything += `${file}\n${await reader.text(file)}`;
    expect(everything.includes('a fox in the snow')).toBe(true);
    for (const id of [ada.subjectId, ...ada.creationIds]) expect(everything.includes(id)).toBe(true);
    for (const id of [berta.subjectId, ...berta.creationIds]) expect(everything.includes(id)).toBe(false);
    expect(everything).toContain('@vendor.example');
    for (const id of ada.creationIds) expect((await whole(await reader.open(`media/pictures/${id}-0.png`))).equals(picture)).toBe(true);
    const lines = (await reader.text('statements/credit-statement.csv')).trim().split('\r\n').slice(1);
    const amounts = lines.map((line) => Number(line.split(',')[3]));
    expect([amounts.reduce((sum, amount) => sum + amount, 0), lines.at(-1)?.split(',')[4]]).toEqual([80, '80']);
    expect((await reader.text('statements/purchases.csv')).split('\r\n')[1]).toContain('pack-100,100,9.00,usd,stripe');
    expect((await reader.text('statements/history.csv')).match(/a fox in the snow/g)).toHaveLength(2);
    const pages = (await reader.paths()).filter((file) => file.startsWith('pages/generation-output'));
    expect(await reader.text(pages[0] ?? '')).toContain(`media/pictures/${ada.creationIds[0]}-0.png`);
  });

  it.each(['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen'] as const)(
    'is as %s promises it, without a vendor that keeps identities',
    async (id) => {
      const { subjectId } = await somebody();
      const { id: exportId } = await ask(subjectId);
      const promising = profile(id);
      const under: ExportWork = { ...work, identity: {}, foundation: { ...work.foundation, profile: promising } };
      expect(await writeDueExports(under, 5)).toBe(1);
      const stored = await found(subjectId, exportId);
      const reader = await zipBundleReader(await whole(stored && (await openBundle(storage, stored, null))));
      expect((await verifyBundle(reader, work.proofKeys.published)).problems).toEqual([]);
      const files = await reader.paths();
      expect(files.includes('data.json')).toBe(promisesOneDocument(promising));
      expect(files.some((file) => file.startsWith('media/pictures/'))).toBe(true);
      if (files.includes('data.json'))
        expect(Object.keys((JSON.parse(await reader.text('data.json')) as { data: object }).data)).toContain('generation.prompt');
    },
  );

  it('lies sealed, and any part of it can be read by itself', async () => {
    const { subjectId } = await somebody();
    const stored = await written(subjectId);
    const zip = await whole(await openBundle(storage, stored, null));
    const raw = await whole((await storage.objects.get(stored.objectKey ?? ''))?.stream ?? null);
    expect(raw.includes(picture.subarray(0, 64))).toBe(false);
    for (const [start, end] of [
      [0, 3],
      [65_530, 131_080],
      [zip.length - 5, zip.length - 1],
    ] as const)
      expect((await whole(await openBundle(storage, stored, { start, end }))).equals(zip.subarray(start, end + 1))).toBe(true);
  });

  it('is still there when its person’s key is not, and opens to the secret of the link', async () => {
    const { subjectId } = await somebody();
    const stored = await written(subjectId);
    await storage.keyring.destroy(subjectId);
    const secret = exportCapability(work.foundation.environment, stored.id);
    expect([opensExport(stored, secret), opensExport(stored, `${secret}x`)]).toEqual([true, false]);
    expect((await whole(await openBundle(storage, stored, { start: 0, end: 1 }))).toString()).toBe('PK');
  });

  it('is destroyed with key and row when its time is over', async () => {
    const { subjectId } = await somebody();
    const stored = await written(subjectId);
    clock.set(addPeriod(at, 'P6D'));
    expect(await removeExpiredExports(work, 100)).toBe(0);
    clock.set(addPeriod(at, 'P7D'));
    expect(await removeExpiredExports(work, 100)).toBeGreaterThan(0);
    expect([await found(subjectId, stored.id), await storage.objects.get(stored.objectKey ?? '')]).toEqual([null, null]);
    await expect(storage.keyring.seal(stored.id, { table: 't', column: 'c', rowId: 'r' }, picture)).rejects.toThrow(KeyDestroyed);
    expect(await removeExpiredExports(work, 100)).toBe(0);
  });
});

describe('an attempt that ends badly', () => {
  const failing: ExportWork['identity'] = { storedUser: () => Promise.reject(new Error('the vendor is away, says ada@example.com')) };

  it('given a source that fails, then nothing of it stays and another attempt follows, until it is given up', async () => {
    const { subjectId } = await somebody();
    const { id, state } = await ask(subjectId);
    expect(await writeDueExports({ ...work, identity: failing }, 5)).toBe(1);
    expect(await found(subjectId, id)).toMatchObject({ state: 'preparing', attempts: 1 });
    expect(await whole(null)).toEqual(Buffer.alloc(0));
    for await (const left of storage.objects.list(`exports/${id}/`)) throw new Error(`left behind: ${left.length}`);
    expect(await writeDueExports(work, 5)).toBe(0);
    for (let day = 1; day <= 9; day += 1) {
      clock.set(addPeriod(clock.now(), 'PT13H'));
      await writeDueExports({ ...work, identity: failing }, 5);
    }
    expect(await found(subjectId, id)).toMatchObject({ state: 'failed', attempts: 9 });
    expect([await state(), await exportsPending(work.foundation, subjectId)]).toEqual(['running', false]);
  });

  it('given a process that died, then another begins the bundle anew, and the dead one’s object goes', async () => {
    const { subjectId } = await somebody();
    const { id } = await ask(subjectId);
    const dead = { id, holder: 'a process that died' };
    await storage.transactions.transaction(subjectId, (uow) => exports.claim(uow, dead, clock.now(), addPeriod(clock.now(), 'PT2M')));
    await storage.objects.put(`exports/${id}/1`, Buffer.from('half a bundle'));
    expect(await writeDueExports(work, 5)).toBe(0);
    clock.set(addPeriod(at, 'PT2M'));
    expect(await writeDueExports(work, 5)).toBe(1);
    expect(await found(subjectId, id)).toMatchObject({ state: 'ready', attempts: 2, objectKey: `exports/${id}/2` });
    expect(await storage.objects.get(`exports/${id}/1`)).toBeNull();
    const late = { records: 1, mediaFiles: 0, mediaBytes: 0, expected: 1 };
    expect(await storage.transactions.transaction(subjectId, (uow) => exports.advance(uow, dead, late, clock.now()))).toBe(false);
  });

  it('given a person whose key is gone, then it is given up at once', async () => {
    const { subjectId } = await somebody();
    const { id } = await ask(subjectId);
    await storage.keyring.destroy(subjectId);
    expect(await writeDueExports(work, 5)).toBe(1);
    expect(await found(subjectId, id)).toMatchObject({ state: 'failed', attempts: 1 });
  });
});
