import { InvalidObjectKey, type ObjectStore } from '../ports/object-store.js';

const bytes = (text: string) => new TextEncoder().encode(text);

async function* pieces(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield bytes(text);
}

async function textAt(store: ObjectStore, key: string, range?: { start: number; end?: number }): Promise<string | null> {
  const object = await store.get(key, range);
  if (!object) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of object.stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

/** What every object store has to do. @param make an empty store */
export function describeObjectStore(name: string, make: () => Promise<ObjectStore>): void {
  describe(`object store: ${name}`, () => {
    let store: ObjectStore;
    beforeEach(async () => {
      store = await make();
    });

    it('gives back what was put, from bytes and from a stream', async () => {
      expect(await store.put('outputs/a/0', bytes('hello'))).toBe(5);
      expect(await store.put('outputs/a/1', pieces('hel', 'lo ', 'there'))).toBe(11);
      expect(await textAt(store, 'outputs/a/0')).toBe('hello');
      expect(await textAt(store, 'outputs/a/1')).toBe('hello there');
      expect((await store.get('outputs/a/1'))?.bytes).toBe(11);
      expect([await store.size('outputs/a/1'), await store.size('outputs/a'), await store.size('outputs/a/2')]).toEqual([11, null, null]);
    });

    it('reads a range and still tells the whole size', async () => {
      await store.put('a', bytes('0123456789'));
      expect(await textAt(store, 'a', { start: 2, end: 4 })).toBe('234');
      expect(await textAt(store, 'a', { start: 7 })).toBe('789');
    });

    it('replaces an object', async () => {
      await store.put('a/b', bytes('first'));
      await store.put('a/b', bytes('second one'));
      expect(await textAt(store, 'a/b')).toBe('second one');
    });

    it('keeps the old object when a new one breaks off', async () => {
      await store.put('a/b', bytes('whole'));
      const broken = (async function* () {
        yield bytes('half');
        throw new Error('the source broke');
      })();
      await expect(store.put('a/b', broken)).rejects.toThrow('the source broke');
      expect(await textAt(store, 'a/b')).toBe('whole');
      expect(await keys(store, '')).toEqual(['a/b']);
    });

    it('answers null for what is not there and deletes it without complaint', async () => {
      await store.put('a/b', bytes('x'));
      await store.delete('a/b');
      await store.delete('a/b');
      expect(await store.get('a/b')).toBeNull();
      expect(await store.get('a')).toBeNull();
    });

    it('lists by prefix, in order', async () => {
      for (const key of ['b/2', 'a/1/x', 'b/1', 'bc/1']) await store.put(key, bytes(key));
      expect(await keys(store, 'b/')).toEqual(['b/1', 'b/2']);
      expect(await keys(store, '')).toHaveLength(4);
      expect(await keys(store, 'nothing/')).toEqual([]);
    });

    it.each(['', '/a', 'a//b', '../a', 'a/../../b', 'a/.', 'a/.hidden', 'a\\b', 'a\0', 'ä', `a/${'x'.repeat(121)}`, 'a/b/c/d/e/f/g/h/i'])(
      'refuses the key %j',
      async (key) => {
        await expect(store.put(key, bytes('x'))).rejects.toThrow(InvalidObjectKey);
        await expect(store.get(key)).rejects.toThrow(InvalidObjectKey);
        await expect(store.delete(key)).rejects.toThrow(InvalidObjectKey);
      },
    );
  });
}

async function keys(store: ObjectStore, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const key of store.list(prefix)) found.push(key);
  return found;
}
