import { createWriteStream, mkdirSync } from 'node:fs';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';

/** Unpacks an archive into a folder, as a person's own program does. Answers the paths of its files. @throws when a path leads out of the folder */
export async function unzip(archive: string, folder: string): Promise<readonly string[]> {
  const zip = await openPromise(archive);
  const paths: string[] = [];
  for await (const entry of zip.eachEntry()) {
    const target = path.join(folder, entry.fileName);
    if (!target.startsWith(`${folder}${path.sep}`)) throw new Error(`${entry.fileName} leads out of the archive`);
    mkdirSync(path.dirname(target), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(target));
    paths.push(entry.fileName);
  }
  return paths;
}
