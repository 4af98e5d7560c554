import { newId, systemClock } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import fc from 'fast-check';
import { Pool } from 'pg';
import { KeyDestroyed, Keyring } from './keyring.js';
import { postgresKeyStore, prepareKeyStore } from './postgres-key-store.js';
import { NotOpenable } from './sealed-segments.js';

const masterKey = Buffer.alloc(32, 7);
const place = { table: 'creation_requests', column: 'prompt', rowId: 'row-1' };
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('utf8');

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function whole(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of stream) parts.push(part);
  return Buffer.concat(parts);
}

describe('the keyring over PostgreSQL', () => {
  let database: TestDatabase;
  let pool: Pool;
  const keyring = () => new Keyring(postgresKeyStore(pool), masterKey, systemClock);
  const someone = () => newId(systemClock.now());

  beforeAll(async () => {
    database = await testDatabase();
    await prepareKeyStore({ superuserUrl: database.url, rolePassword: 'test-role-password' });
    await prepareKeyStore({ superuserUrl: database.url, rolePassword: 'test-role-password' }); // a second start
    pool = new Pool({ connectionString: database.urlFor('keyring'), max: 8 });
  });
  afterAll(async () => {
    await pool.end();
    await database.drop();
  });

  it('opens what it sealed, in another process too, and keeps nothing readable', async () => {
    const subject = someone();
    const sealed = await keyring().seal(subject, place, Buffer.from('a fox in the snow'));
    expect(text(sealed)).not.toContain('fox');
    expect(text(await keyring().open(subject, place, sealed))).toBe('a fox in the snow');
  });

  it('does not open a value that was moved to another row, column or person', async () => {
    const [subject, other] = [someone(), someone()];
    const ring = keyring();
    const sealed = await ring.seal(subject, place, Buffer.from('secret'));
    await ring.seal(other, place, Buffer.from('x'));
    await expect(ring.open(subject, { ...place, rowId: 'row-2' }, sealed)).rejects.toThrow(NotOpenable);
    await expect(ring.open(subject, { ...place, column: 'slots' }, sealed)).rejects.toThrow(NotOpenable);
    await expect(ring.open(other, place, sealed)).rejects.toThrow(NotOpenable);
  });

  it.each([0, 0x80_00_00_00, 0xff_ff_ff_ff])(
    'does not take bytes for sealed that name a key version no store has (%s)',
    async (version) => {
      const bytes = Buffer.alloc(80, 1);
      bytes.writeUInt32BE(version, 1);
      await expect(keyring().open(someone(), place, bytes)).rejects.toThrow(NotOpenable);
    },
  );

  it('is prepared beside others on the same server, whose role is the same', async () => {
    const others = await Promise.all(Array.from({ length: 6 }, () => testDatabase()));
    const preparing = others.map(({ url }) => prepareKeyStore({ superuserUrl: url, rolePassword: 'test-role-password' }));
    await expect(Promise.all(preparing)).resolves.toHaveLength(others.length);
    await Promise.all(others.map((one) => one.drop()));
  });

  it('makes one key however many processes need the first one at once', async () => {
    const subject = someone();
    const sealed = await Promise.all(Array.from({ length: 8 }, () => keyring().seal(subject, place, Buffer.from('same'))));
    const fresh = keyring();
    for (const value of sealed) expect(text(await fresh.open(subject, place, value))).toBe('same');
  });

  it('streams: any length, any chunking, comes back the same; a cut, swapped or flipped stream does not open', async () => {
    const subject = someone();
    const ring = keyring();
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 200_000 }), fc.integer({ min: 1, max: 90_000 }), async (length, chunk) => {
        const plain = Buffer.alloc(length, 'keepword');
        const sealed = await whole(ring.sealStream(subject, place, inChunks(plain, chunk)));
        expect((await whole(ring.openStream(subject, place, inChunks(sealed, chunk)))).equals(plain)).toBe(true);
        const flipped = Buffer.from(sealed);
        flipped[flipped.length - 1] = (flipped[flipped.length - 1] ?? 0) ^ 1;
        await expect(whole(ring.openStream(subject, place, inChunks(flipped, chunk)))).rejects.toThrow(NotOpenable);
        if (length > 65_536) {
          const cut = sealed.subarray(0, 37 + 65_552);
          await expect(whole(ring.openStream(subject, place, inChunks(cut, chunk)))).rejects.toThrow(NotOpenable);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('gives equal tags for equal words of one person and different ones for another', async () => {
    const [subject, other] = [someone(), someone()];
    const ring = keyring();
    const [first] = await ring.wordTags(subject, ['fox']);
    const [again, tree] = await ring.wordTags(subject, ['fox', 'tree']);
    const [foreign] = await ring.wordTags(other, ['fox']);
    expect(Buffer.from(again ?? [])).toEqual(Buffer.from(first ?? []));
    expect(Buffer.from(tree ?? [])).not.toEqual(Buffer.from(first ?? []));
    expect(Buffer.from(foreign ?? [])).not.toEqual(Buffer.from(first ?? []));
  });

  it('after destruction nothing opens, and no new key can be made', async () => {
    const subject = someone();
    const ring = keyring();
    const sealed = await ring.seal(subject, place, Buffer.from('gone'));
    expect(await ring.destroy(subject)).toBe(1);
    await expect(ring.open(subject, place, sealed)).rejects.toThrow(KeyDestroyed);
    await expect(keyring().seal(subject, place, Buffer.from('again'))).rejects.toThrow(KeyDestroyed);
  });
});
