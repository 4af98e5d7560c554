import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const stopMaxMs = 10_000;
const everyMs = 50;

/**
 * After a `kill -9` an old server may still hold the cluster, or children of it, or only its pid file may be left. Ends them all: two servers on
 * one cluster would destroy it, and a pid file alone (whose pid may be somebody else's by now) would keep the new one from starting.
 */
export async function clearStaleServer(cluster: string): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  const pid = existsSync(pidFile) ? Number.parseInt(readFileSync(pidFile, 'utf8'), 10) : Number.NaN;
  if (Number.isInteger(pid) && isAlive(pid) && isPostgres(pid)) await end([pid], 'SIGINT');
  // Children notice the postmaster's end by themselves, usually at once; one in the middle of a long computation does not.
  await end(workingIn(cluster), 'SIGQUIT');
  rmSync(pidFile, { force: true });
}

async function end(pids: readonly number[], signal: NodeJS.Signals): Promise<void> {
  for (const pid of pids) send(pid, signal);
  for (let waitedMs = 0; pids.some(isAlive) && waitedMs < stopMaxMs; waitedMs += everyMs) await pause(everyMs);
  for (const pid of pids) send(pid, 'SIGKILL');
  for (let waitedMs = 0; pids.some(isAlive) && waitedMs < stopMaxMs; waitedMs += everyMs) await pause(everyMs);
}

/** Every process of a server works in the cluster's folder. Known on Linux only; elsewhere shared memory keeps a second server away. */
function workingIn(cluster: string): readonly number[] {
  if (!existsSync('/proc/self/cwd')) return [];
  const folder = realpathSync(cluster);
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === folder && isPostgres(pid);
      } catch {
        return false; // ended meanwhile, or somebody else's
      }
    });
}

function isPostgres(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  try {
    return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('postgres');
  } catch {
    return false; // ended meanwhile
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** A process that has ended and whose parent has not looked yet holds nothing any more. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = `/proc/${pid}/stat`;
  try {
    return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, 'utf8'));
  } catch {
    return false;
  }
}
