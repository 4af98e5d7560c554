import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { endProcessGroup, identityOf, isAlive, type ProcessIdentity } from './process-identity.js';
import { writePrivately } from './secrets.js';
import { UsageError } from './usage-error.js';

/**
 * Makes this process the only launcher of a data folder. A lock whose owner is gone (`kill -9`, power cut) is taken over.
 * @returns gives the lock back
 * @throws UsageError when another launcher runs on this folder
 */
export function becomeTheLauncher(lockFile: string, dataDir: string): () => void {
  const me = JSON.stringify(identityOf(process.pid));
  for (;;) {
    try {
      writeFileSync(lockFile, me, { flag: 'wx', mode: 0o600 });
      break;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const owner = readIdentity(lockFile);
    if (owner && isAlive(owner))
      throw new UsageError(
        `Keepword already runs on ${dataDir} (process ${owner.pid}). Stop it with Ctrl-C, or give this one a data folder and ports of its own: KEEPWORD_DATA_DIR, WEB_PORT, CORE_API_PORT, PRIVACY_SERVICE_PORT, LOCAL_VENDORS_PORT.`,
      );
    rmSync(lockFile, { force: true });
  }
  return () => {
    if (existsSync(lockFile) && readFileSync(lockFile, 'utf8') === me) rmSync(lockFile, { force: true });
  };
}

/** The launcher that holds the lock and is alive; null when there is none. */
export function runningLauncher(lockFile: string): ProcessIdentity | null {
  const owner = existsSync(lockFile) ? readIdentity(lockFile) : null;
  return owner && isAlive(owner) ? owner : null;
}

function readIdentity(file: string): ProcessIdentity | null {
  try {
    const { pid, startedAt } = JSON.parse(readFileSync(file, 'utf8')) as ProcessIdentity;
    return Number.isInteger(pid) ? { pid, startedAt } : null;
  } catch {
    return null; // half-written when its owner was killed: as good as no lock
  }
}

/** Remembers on disk which processes were started, so that the next start can end those that outlived a killed launcher. */
export class ProcessBook {
  readonly #file: string;
  readonly #running = new Map<string, ProcessIdentity>();

  constructor(file: string) {
    this.#file = file;
  }

  started(name: string, pid: number): void {
    this.#running.set(name, identityOf(pid));
    this.#save();
  }

  ended(name: string): void {
    this.#running.delete(name);
    this.#save();
  }

  /** Ends what an earlier launcher left behind. A pid that belongs to somebody else by now is left alone. */
  async endLeftovers(): Promise<readonly string[]> {
    const leftovers = Object.entries(readBook(this.#file)).filter(([, identity]) => isAlive(identity));
    await Promise.all(leftovers.map(([, identity]) => endProcessGroup(identity, 10_000)));
    rmSync(this.#file, { force: true });
    return leftovers.map(([name]) => name);
  }

  #save(): void {
    writePrivately(this.#file, JSON.stringify(Object.fromEntries(this.#running)));
  }
}

function readBook(file: string): Record<string, ProcessIdentity> {
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, ProcessIdentity>;
  } catch {
    return {}; // unreadable: nothing can be said about who was ours, so nobody is ended
  }
}
