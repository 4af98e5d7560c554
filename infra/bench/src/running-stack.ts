import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DatabaseRole } from '@keepword/database';
import { onInterrupt } from './interrupt.js';

const repositoryRoot = path.resolve(import.meta.dirname, '../../..');
const startMaxMs = 150_000;

export interface BenchStack {
  readonly coreApiUrl: string;
  /** Superuser's connection string to the platform's database. */
  readonly databaseUrl: string;
  urlFor(role: DatabaseRole): string;
  /** Private keys of the first-party sign-in, as the apps read them. */
  readonly signingKeysFile: string;
  readonly profile: string;
  /** Of this stack alone, removed with it. */
  readonly folder: string;
  readonly vendorsUrl: string;
  /** The key store, signed in as the apps' role. */
  readonly keyStoreUrl: string;
  /** 32 bytes as base64. */
  readonly keyringMasterKey: string;
  readonly replicateApiToken: string;
}

/** Runs `work` on a stack with ports and data of its own, the apps' compiled code included, and ends it. */
export async function withStack<T>(profile: string, apps: string, work: (stack: BenchStack) => Promise<T>): Promise<T> {
  const dataRoot = mkdtempSync(path.join(tmpdir(), 'keepword-bench-'));
  chmodSync(dataRoot, 0o755);
  const [web, coreApi, privacy, vendors] = await freePorts(4);
  const launcher = spawn(
    process.execPath,
    [path.join(repositoryRoot, 'infra/local/dist/launch/run.js'), '--profile', profile, '--apps', apps],
    {
      cwd: repositoryRoot,
      // A group of its own: Ctrl-C reaches this process alone, which then ends the stack in order.
      detached: true,
      env: {
        ...process.env,
        KEEPWORD_DATA_DIR: dataRoot,
        WEB_PORT: String(web),
        CORE_API_PORT: String(coreApi),
        PRIVACY_SERVICE_PORT: String(privacy),
        LOCAL_VENDORS_PORT: String(vendors),
        LOCAL_ENGINE: 'instant',
        LOG_LEVEL: 'warn',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const stop = async () => {
    await ended(launcher);
    rmSync(dataRoot, { recursive: true, force: true });
  };
  const forget = onInterrupt(stop);
  let output = '';
  for (const stream of [launcher.stdout, launcher.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
  try {
    await untilReady(launcher, () => output);
    const folder = path.join(dataRoot, profile);
    const runtime = JSON.parse(readFileSync(path.join(folder, 'runtime.json'), 'utf8')) as Pick<
      BenchStack,
      'coreApiUrl' | 'databaseUrl' | 'vendorsUrl' | 'keyStoreUrl'
    >;
    const secrets = JSON.parse(readFileSync(path.join(folder, 'secrets.json'), 'utf8')) as {
      readonly rolePasswords: Readonly<Record<string, string>>;
      readonly keyringMasterKey: string;
      readonly vendors: { readonly replicateApiToken: string };
    };
    const signedIn = (url: string, role: string) =>
      Object.assign(new URL(url), { username: role, password: secrets.rolePasswords[role] ?? '' }).toString();
    return await work({
      profile,
      folder,
      coreApiUrl: runtime.coreApiUrl,
      vendorsUrl: runtime.vendorsUrl,
      databaseUrl: runtime.databaseUrl,
      urlFor: (role) => signedIn(runtime.databaseUrl, role),
      keyStoreUrl: signedIn(runtime.keyStoreUrl, 'keyring'),
      keyringMasterKey: secrets.keyringMasterKey,
      replicateApiToken: secrets.vendors.replicateApiToken,
      signingKeysFile: path.join(folder, 'signing-keys.json'),
    });
  } finally {
    forget();
    await stop();
  }
}

async function untilReady(launcher: ChildProcess, output: () => string): Promise<void> {
  for (let waitedMs = 0; waitedMs < startMaxMs; waitedMs += 50) {
    if (output().includes('Keepword is ready')) return;
    if (launcher.exitCode !== null) throw new Error(`the stack did not start:\n${output()}`);
    await pause(50);
  }
  throw new Error(`the stack was not ready within ${startMaxMs / 1000} s:\n${output()}`);
}

export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGINT');
  });
}

/** Taken all at once, so that they differ. */
export async function freePorts(count: number): Promise<readonly number[]> {
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
