import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** A pid alone may have been given to somebody else since; with the time of its start it names one process. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque; only compared. Null where the process has ended already. */
  readonly startedAt: string | null;
}

export function identityOf(pid: number): ProcessIdentity {
  return { pid, startedAt: startOf(pid) };
}

export function isAlive({ pid, startedAt }: ProcessIdentity): boolean {
  return startedAt !== null && startOf(pid) === startedAt;
}

function startOf(pid: number): string | null {
  if (existsSync('/proc/self/stat')) return startFromProc(pid);
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return line === '' || line.startsWith('Z') ? null : line.replace(/^\S+\s+/, '');
  } catch {
    return null; // ps answers with an error when there is no such process
  }
}

function startFromProc(pid: number): string | null {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  } catch {
    return null; // no such process
  }
  // The name in parentheses may hold spaces; the fields after it are: state, parent, …; the 20th is the start in ticks since boot.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? null : (fields[19] ?? null);
}

/** Asks the whole group to end, then makes it; resolves when the leader is gone. */
export async function endProcessGroup(identity: ProcessIdentity, graceMs: number): Promise<void> {
  signalGroup(identity.pid, 'SIGTERM');
  for (let waitedMs = 0; isAlive(identity) && waitedMs < graceMs; waitedMs += 25) await pause(25);
  signalGroup(identity.pid, 'SIGKILL'); // also what a leader that ended nicely may have left in its group
  for (let waitedMs = 0; isAlive(identity) && waitedMs < 5_000; waitedMs += 25) await pause(25);
}

export function signalGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
