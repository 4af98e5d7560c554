import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import { InvalidObjectKey, isObjectKey, type ByteRange, type ObjectStore, type StoredObject } from '@keepword/creations';

const partialSuffix = '.partial';
/** A write costs the more, the smaller the pieces are. */
const writeBytes = 262_144;

/**
 * Objects as files under one folder. An object appears by a rename, so that it is there whole or not at all; it is on the disk before
 * the rename. What a crash leaves half-written carries a leading dot, which no key has.
 */
export class FsObjectStore implements ObjectStore {
  /** @param root an absolute folder; it is made when it is missing */
  constructor(private readonly root: string) {
    if (!path.isAbsolute(root)) throw new RangeError('the folder of the object store must be an absolute path');
  }

  async put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
    const file = this.#fileOf(key);
    const folder = path.dirname(file);
    const partial = path.join(folder, `.${randomUUID()}${partialSuffix}`);
    await mkdir(folder, { recursive: true });
    try {
      const bytes = await writeWhole(partial, content);
      await rename(partial, file);
      return bytes;
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async get(key: string, range?: ByteRange): Promise<StoredObject | null> {
    const file = this.#fileOf(key);
    const facts = await stat(file).catch(nullWhenMissing);
    if (!facts?.isFile()) return null;
    return { bytes: facts.size, stream: createReadStream(file, range) };
  }

  async size(key: string): Promise<number | null> {
    const facts = await stat(this.#fileOf(key)).catch(nullWhenMissing);
    return facts?.isFile() ? facts.size : null;
  }

  async delete(key: string): Promise<void> {
    await unlink(this.#fileOf(key)).catch(nullWhenMissing);
  }

  async *list(prefix: string): AsyncGenerator<string> {
    if (prefix !== '' && (!prefix.endsWith('/') || !isObjectKey(prefix.slice(0, -1)))) throw new InvalidObjectKey();
    yield* this.#walk(prefix);
  }

  async *#walk(prefix: string): AsyncGenerator<string> {
    const entries = (await readdir(path.join(this.root, prefix), { withFileTypes: true }).catch(nullWhenMissing)) ?? [];
    for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* this.#walk(`${prefix}${entry.name}/`);
      else if (entry.isFile()) yield `${prefix}${entry.name}`;
    }
  }

  #fileOf(key: string): string {
    if (!isObjectKey(key)) throw new InvalidObjectKey();
    return path.join(this.root, ...key.split('/'));
  }
}

async function writeWhole(file: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<number> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let bytes = 0;
    for await (const piece of content instanceof Uint8Array ? [content] : inLargePieces(content)) {
      await handle.writeFile(piece);
      bytes += piece.byteLength;
    }
    await handle.sync();
    return bytes;
  } finally {
    await handle.close();
  }
}

async function* inLargePieces(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of content) {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes < writeBytes) continue;
    yield Buffer.concat(held);
    [held, heldBytes] = [[], 0];
  }
  if (heldBytes > 0) yield Buffer.concat(held);
}

function nullWhenMissing(error: unknown): null {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  if (code === 'ENOENT' || code === 'ENOTDIR') return null;
  throw error;
}
