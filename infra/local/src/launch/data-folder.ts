import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

/** Where each thing of one profile's local data lives. */
export interface DataFolder {
  readonly root: string;
  readonly postgresDir: string;
  readonly objectsDir: string;
  readonly logsDir: string;
  readonly vendorsDir: string;
  readonly secretsFile: string;
  readonly signingKeysFile: string;
  /** Signs certificates and manifests. */
  readonly proofKeysFile: string;
  /** Beside the database, never in a backup of it. */
  readonly replayLogDir: string;
  readonly clockFile: string;
  readonly attestationFile: string;
  readonly lockFile: string;
  readonly processesFile: string;
  readonly runtimeFile: string;
}

export function dataFolder(root: string): DataFolder {
  const clockFile = path.join(root, 'clock');
  return {
    root,
    postgresDir: path.join(root, 'postgres'),
    objectsDir: path.join(root, 'objects'),
    logsDir: path.join(root, 'logs'),
    vendorsDir: path.join(root, 'vendors'),
    secretsFile: path.join(root, 'secrets.json'),
    signingKeysFile: path.join(root, 'signing-keys.json'),
    proofKeysFile: path.join(root, 'proof-keys.json'),
    replayLogDir: path.join(root, 'replay-log'),
    clockFile,
    attestationFile: `${clockFile}.attestation`,
    lockFile: path.join(root, 'launcher.lock'),
    processesFile: path.join(root, 'processes.json'),
    runtimeFile: path.join(root, 'runtime.json'),
  };
}

export function makeFolders(folder: DataFolder): void {
  // Passable for everybody: when root starts the stack, Postgres runs as `nobody` and must get to its own folder. Secrets are 0600 one by one.
  mkdirSync(folder.root, { recursive: true, mode: 0o755 });
  mkdirSync(folder.postgresDir, { recursive: true, mode: 0o755 });
  for (const dir of [folder.objectsDir, folder.logsDir, folder.vendorsDir, folder.replayLogDir])
    mkdirSync(dir, { recursive: true, mode: 0o700 });
}

const logsKeptMax = 4;

/** `web.log` becomes `web.1.log`, and so on; the oldest is removed. */
export function rotateLogs(logsDir: string): void {
  const names = new Set(readdirSync(logsDir).flatMap((file) => /^([a-z-]+)(?:\.\d+)?\.log$/.exec(file)?.[1] ?? []));
  for (const name of names) {
    const numbered = (n: number) => path.join(logsDir, n === 0 ? `${name}.log` : `${name}.${n}.log`);
    rmSync(numbered(logsKeptMax), { force: true });
    for (let n = logsKeptMax - 1; n >= 0; n -= 1) if (existsSync(numbered(n))) renameSync(numbered(n), numbered(n + 1));
  }
}
