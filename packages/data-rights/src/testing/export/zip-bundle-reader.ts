import { fromBuffer, type Entry, type ZipFile } from 'yauzl';
import type { BundleReader } from '../../export/verify-bundle.js';

/** Reads a ZIP that is in memory, for tests. */
export async function zipBundleReader(zip: Uint8Array): Promise<BundleReader & { text(path: string): Promise<string> }> {
  const file = await new Promise<ZipFile>((resolve, reject) => {
    fromBuffer(Buffer.from(zip), { lazyEntries: true, autoClose: false }, (error, opened) =>
      opened ? resolve(opened) : reject(unreadable(error)),
    );
  });
  const entries = await new Promise<Entry[]>((resolve, reject) => {
    const found: Entry[] = [];
    file.on('entry', (entry: Entry) => {
      found.push(entry);
      file.readEntry();
    });
    file.once('end', () => resolve(found));
    file.once('error', reject);
    file.readEntry();
  });
  const open = (path: string) =>
    new Promise<AsyncIterable<Uint8Array>>((resolve, reject) => {
      const entry = entries.find(({ fileName }) => fileName === path);
      if (!entry) return reject(new Error(`there is no ${path}`));
      file.openReadStream(entry, (error, stream) => (stream ? resolve(stream as AsyncIterable<Uint8Array>) : reject(unreadable(error))));
    });
  return {
    async paths() {
      return entries.map(({ fileName }) => fileName);
    },
    open,
    async text(path) {
      const pieces: Uint8Array[] = [];
      for await (const piece of await open(path)) pieces.push(piece);
      return Buffer.concat(pieces).toString('utf8');
    },
  };
}

const unreadable = (cause: unknown) => new Error('the ZIP cannot be read', { cause });
