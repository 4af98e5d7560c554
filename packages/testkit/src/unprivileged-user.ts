import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';

export interface UnprivilegedUser {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root, so root hands the cluster to `nobody`. Null when this process is not root. */
export function unprivilegedUser(): UnprivilegedUser | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** Whether others may walk down to this folder and pass through it. It must exist. */
export function isReachable(folder: string): boolean {
  for (let dir = realpathSync(folder); ; dir = path.dirname(dir)) {
    if ((statSync(dir).mode & 0o001) === 0) return false;
    if (path.dirname(dir) === dir) return true;
  }
}

/** Whether others may read the programs and libraries below this folder, as far as its first files tell: one installation sets all alike. */
export function isOpenToAll(folder: string): boolean {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => path.join(folder, entry.name))
    .every((dir) => {
      const [file] = readdirSync(dir, { withFileTypes: true }).filter((entry) => entry.isFile());
      return isReachable(dir) && (file === undefined || (statSync(path.join(dir, file.name)).mode & 0o004) !== 0);
    });
}
