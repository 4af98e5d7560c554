import { createHash, randomBytes, randomUUID } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isReachable } from './unprivileged-user.js';

/**
 * Where root keeps what `nobody` must reach when the repository or the data folder is closed to others (a clone in /root): a copy of the
 * programs, and one folder per data folder with its cluster. Only root may write here.
 */
export function reachableBase(): string {
  for (const base of ['/var/lib/keepword', path.join(tmpdir(), 'keepword-postgres')]) {
    try {
      mkdirSync(base, { mode: 0o755 });
      chmodSync(base, 0o755); // whatever the umask says
    } catch (error) {
      // Made by an earlier run (or by somebody else, which is checked next), or not to be made here at all: then the next one is tried.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') continue;
    }
    if (isOnlyRoots(base) && isReachable(base)) return base;
  }
  throw new Error(
    `PostgreSQL runs as the user nobody when root starts it, and found no place that nobody can reach: neither /var/lib/keepword nor ${tmpdir()}/keepword-postgres is a folder of root's that others may pass through. Run this as another user.`,
  );
}

function isOnlyRoots(file: string): boolean {
  const { uid, mode } = lstatSync(file);
  return uid === 0 && (mode & 0o022) === 0 && lstatSync(file).isDirectory();
}

/** @param native the package's folder with `bin/`, `lib/` and `share/`. @returns a copy of it that everybody may read and run */
export function reachablePrograms(native: string): string {
  const { version } = JSON.parse(readFileSync(path.join(native, '../package.json'), 'utf8')) as { version: string };
  const digest = createHash('sha256')
    .update(readFileSync(path.join(native, 'bin/postgres')))
    .digest('hex')
    .slice(0, 16);
  const target = path.join(reachableBase(), `postgres-${version}-${digest}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${randomBytes(6).toString('hex')}`;
  try {
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    openForReading(unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(target)) throw error; // else another process was quicker, and its copy is the same
  }
  return target;
}

function openForReading(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) openForReading(file);
    else if (entry.isFile()) chmodSync(file, path.basename(folder) === 'bin' ? 0o755 : statSync(file).mode | 0o444);
  }
}

/** Both sides of the tie between a data folder and its cluster elsewhere carry the same random id. */
interface Tie {
  readonly id: string;
  /** The other side: a folder. */
  readonly folder: string;
}

const pointerName = 'postgres-elsewhere.json';
const backPointerName = 'data-folder.json';

/** True when the cluster of this data folder lies elsewhere. */
export function livesElsewhere(dataDir: string): boolean {
  return existsSync(path.join(dataDir, pointerName));
}

export interface PlaceElsewhere {
  readonly folder: string;
  /** What lies there belonged to a data folder that was deleted since; it must be removed before use. */
  readonly isStale: boolean;
  /** Ties the data folder to this place from now on. */
  tie(): void;
}

/**
 * The folder for a data folder's cluster that `nobody` can reach. A data folder that was deleted and made again finds a new cluster, never the old one.
 * @throws Error when this data folder had a cluster elsewhere that is gone
 */
export function placeElsewhere(dataDir: string): PlaceElsewhere {
  const pointer = path.join(dataDir, pointerName);
  const tied = readTie(pointer);
  const own = createHash('sha256').update(path.resolve(dataDir)).digest('hex').slice(0, 16);
  const folder = tied?.folder ?? path.join(reachableBase(), own);
  const backPointer = path.join(folder, backPointerName);
  const back = readTie(backPointer);
  if (tied && back?.id !== tied.id)
    throw new Error(`The database of ${dataDir} was in ${folder}, and is no longer there. Delete ${dataDir} to start anew.`);
  return {
    folder,
    isStale: !tied && existsSync(folder),
    tie() {
      mkdirSync(folder, { recursive: true, mode: 0o711 });
      chmodSync(folder, 0o711);
      const id = randomUUID();
      writeFileSync(backPointer, JSON.stringify({ id, folder: path.resolve(dataDir) } satisfies Tie), { mode: 0o600 });
      writeFileSync(pointer, JSON.stringify({ id, folder } satisfies Tie), { mode: 0o600 });
    },
  };
}

function readTie(file: string): Tie | null {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Tie;
  } catch {
    return null; // cut off while it was written: as good as none, since the cluster is made after it
  }
}
