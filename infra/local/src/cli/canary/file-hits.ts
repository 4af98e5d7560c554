import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Hit } from './database-hits.js';
import type { Token } from './token.js';

/** Every file below a folder, names included. */
export async function fileHits(where: Hit['where'], dir: string, token: Token): Promise<readonly Hit[]> {
  const hits: Hit[] = [];
  for (const file of await filesBelow(dir)) {
    const location = path.relative(dir, file);
    if (token.isIn(location) || (await fileHolds(file, token))) hits.push({ where, location });
  }
  return hits;
}

export async function filesBelow(dir: string): Promise<readonly string[]> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
}

async function fileHolds(file: string, token: Token): Promise<boolean> {
  let tail = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      const piece = Buffer.concat([tail, chunk]);
      if (token.isIn(piece)) return true;
      tail = piece.subarray(Math.max(0, piece.length - token.overlapBytes));
    }
    return false;
  } catch (error) {
    // Removed between listing and reading: it is not there, and neither is the token.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}
