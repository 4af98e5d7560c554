import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from './settings.js';

/**
 * PostgreSQL refuses to run as root, so root hands it to `nobody`, who must be able to walk down to the program and to its data.
 * @throws UsageError naming the first folder on the way that shuts others out
 */
export function checkPassage(folders: readonly string[]): void {
  if (process.getuid?.() !== 0) return;
  for (const folder of folders) {
    const closed = withParents(folder).find((dir) => (statSync(dir).mode & 0o001) === 0);
    if (closed)
      throw new UsageError(
        `${closed} is closed to other users. Root starts PostgreSQL as the user nobody, who must pass through it to reach ${folder}: run this as another user, move it elsewhere (such as /srv or /opt), or open the folder for passing through with chmod o+x ${closed}.`,
      );
  }
}

function withParents(folder: string): readonly string[] {
  const parent = path.dirname(folder);
  return parent === folder ? [folder] : [...withParents(parent), folder];
}
