import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { sealPlaces } from '@keepword/creations';
import type { Hit } from './database-hits.js';
import { fileHits, filesBelow } from './file-hits.js';
import type { Seals } from './seals.js';
import type { Token } from './token.js';

/** Every object, as it lies there and opened. An object's key is its path, and the key's second part is its subject. */
export async function objectHits(objectsDir: string, token: Token, seals: Seals): Promise<readonly Hit[]> {
  const hits = [...(await fileHits('objects', objectsDir, token))];
  for (const file of await filesBelow(objectsDir)) {
    const key = path.relative(objectsDir, file).split(path.sep).join('/');
    const opened = await seals.open(key.split('/')[1] ?? '', [sealPlaces.object(key)], await readFile(file));
    if (opened && token.isIn(opened)) hits.push({ where: 'objects', location: `${key} (sealed)` });
  }
  return hits;
}
