import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { until } from '../../journeys/support/until.js';

export interface RedisServer {
  readonly url: string;
  /** Sends one command and answers what came back, as Redis wrote it. */
  ask(command: string): Promise<string>;
  stop(): Promise<void>;
}

/** A Redis of its own on a free loopback port, which keeps nothing. Installs the program where that is possible. */
export async function startRedis(): Promise<RedisServer> {
  const program = findRedis() ?? installRedis();
  const port = await freePort();
  const dir = mkdtempSync(path.join(tmpdir(), 'keepword-redis-'));
  const settings = { port, bind: '127.0.0.1', save: '', appendonly: 'no', dir, daemonize: 'no' };
  const server = spawn(
    program,
    Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]),
    { stdio: 'ignore' },
  );
  const ended = once(server, 'exit');
  await until('Redis', async () => (await ask(port, 'PING').catch(() => '')).startsWith('+PONG'), 10_000);
  return {
    url: `redis://127.0.0.1:${port}`,
    ask: (command) => ask(port, command),
    async stop() {
      server.kill('SIGTERM');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const mendable = 'put a redis-server (7 or newer) on the PATH, or name one by REDIS_SERVER, and run it again';

function findRedis(): string | null {
  const named = process.env['REDIS_SERVER'];
  if (named && !existsSync(named)) throw new Error(`REDIS_SERVER is '${named}', where there is no file: ${mendable}.`);
  const folders = (process.env['PATH'] ?? '').split(path.delimiter).filter((folder) => folder !== '');
  return named ?? folders.map((folder) => path.join(folder, 'redis-server')).find((file) => existsSync(file)) ?? null;
}

/** Only where it needs nobody's consent: root of a Debian. Never left out silently. */
function installRedis(): string {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get'))
    throw new Error(
      `The queue's suite also runs on Redis, which is not on this machine and cannot be installed by itself here: ${mendable}.`,
    );
  const options = {
    encoding: 'utf8',
    // At run level 1 its package starts no service.
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' },
  } as const;
  const install = () => spawnSync('apt-get', ['install', '-y', '--no-install-recommends', 'redis-server'], options);
  let done = install();
  if (done.status !== 0) {
    spawnSync('apt-get', ['update'], options);
    done = install();
  }
  const found = findRedis();
  const said = done.status === 0 ? 'it is still not on the PATH' : done.stderr.trim().split('\n').at(-1);
  if (!found) throw new Error(`redis-server could not be installed by apt-get (${said}): ${mendable}.`);
  execFileSync(found, ['--version']);
  return found;
}

function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => socket.write(`${command}\r\nQUIT\r\n`));
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString('utf8')));
    socket.once('error', reject);
    socket.once('close', () => resolve(answer));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
