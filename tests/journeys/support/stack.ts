import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = path.resolve(__dirname, '../../..');
const bootstrap = path.join(root, 'infra/local/bootstrap.mjs');

export type ProfileName = 'fluxvision' | 'fluxkontextpro' | 'fluxchat' | 'fluxgen' | 'fluxkrea';

/** What `keepword info --json` answers. */
export interface StackInfo {
  readonly profile: ProfileName;
  readonly webUrl: string;
  readonly coreApiUrl: string;
  readonly privacyServiceUrl: string;
  readonly vendorsUrl: string;
  readonly inboxUrl: string;
  readonly databaseUrl: string;
  readonly objectsDir: string;
  readonly logsDir: string;
  readonly controlSecret: string;
  readonly webhookSecrets: Readonly<Record<string, string>>;
  readonly privacyMailbox: string;
}

export interface TestStack {
  readonly info: StackInfo;
  readonly dataDir: string;
  /** The launcher's process id; its children are in `<dataDir>/<profile>/processes.json`. */
  readonly pid: number;
  /** Runs a CLI command with `--json`. @throws Error with what it said when it fails */
  keepword<T>(...args: readonly string[]): Promise<T>;
  /** What the launcher has printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does; answers its exit code. The data folder is removed unless `keepData`. */
  stop(options?: { readonly keepData?: boolean }): Promise<number | null>;
}

export interface StackOptions {
  readonly profile?: ProfileName;
  /** An earlier stack's folder, to start on its data again. */
  readonly dataDir?: string;
  readonly environment?: Readonly<Record<string, string>>;
}

const startMaxMs = 150_000;

/** The profile that this run of the journeys is about. */
export const profileUnderTest = (process.env['KEEPWORD_PROFILE'] ?? 'fluxkrea') as ProfileName;

/** Starts a whole stack with ports and data of its own and waits until all of it is ready. The sources must be built. */
export async function startStack({
  profile = profileUnderTest,
  dataDir = newDataDir(),
  environment = {},
}: StackOptions = {}): Promise<TestStack> {
  const [web, coreApi, privacyService, vendors] = await freePorts(4);
  const env = {
    ...process.env,
    KEEPWORD_PROFILE: profile,
    KEEPWORD_DATA_DIR: dataDir,
    WEB_PORT: String(web),
    CORE_API_PORT: String(coreApi),
    PRIVACY_SERVICE_PORT: String(privacyService),
    LOCAL_VENDORS_PORT: String(vendors),
    ...environment,
  };
  const launcher = spawn(process.execPath, [path.join(root, 'infra/local/dist/launch/run.js')], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  await untilReady(launcher, () => output);

  const keepword = async <T>(...args: readonly string[]): Promise<T> => {
    try {
      const { stdout } = await run(process.execPath, [bootstrap, 'cli', ...args, '--json'], {
        cwd: root,
        env,
        maxBuffer: 64 * 1024 * 1024,
      });
      return JSON.parse(stdout) as T;
    } catch (error) {
      throw new Error(`keepword ${args.join(' ')}: ${String((error as { stderr?: string }).stderr ?? (error as Error).message).trim()}`, {
        cause: error,
      });
    }
  };
  return {
    info: await keepword<StackInfo>('info'),
    dataDir,
    pid: launcher.pid ?? -1,
    keepword,
    output: () => output,
    async stop({ keepData = false } = {}) {
      const code = await ended(launcher);
      if (!keepData) rmSync(dataDir, { recursive: true, force: true });
      return code;
    },
  };
}

function newDataDir(): string {
  const dir = mkdtempSync(path.join(tmpdir(), 'keepword-stack-'));
  chmodSync(dir, 0o755);
  return dir;
}

async function untilReady(launcher: ChildProcess, output: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startMaxMs; waitedMs += 50) {
    if (output().includes('Keepword is ready')) return;
    if (launcher.exitCode !== null) throw new Error(`the stack did not start:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  await ended(launcher);
  throw new Error(`the stack was not ready within ${startMaxMs / 1000} s:\n${output()}`);
}

function ended(launcher: ChildProcess): Promise<number | null> {
  if (launcher.exitCode !== null || launcher.signalCode !== null) return Promise.resolve(launcher.exitCode);
  return new Promise((resolve) => {
    launcher.once('exit', (code) => resolve(code));
    launcher.kill('SIGINT');
  });
}

/** Taken all at once, so that they differ. */
async function freePorts(count: number): Promise<readonly number[]> {
  const probes = await Promise.all(
    Array.from({ length: count }, async () => {
      const probe = createServer();
      await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, '127.0.0.1', resolve));
      return probe;
    }),
  );
  const ports = probes.map((probe) => (probe.address() as { port: number }).port);
  await Promise.all(probes.map((probe) => new Promise((resolve) => probe.close(resolve))));
  return ports;
}
