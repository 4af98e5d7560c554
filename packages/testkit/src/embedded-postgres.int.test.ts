import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Client } from 'pg';
import { startEmbeddedPostgres, type EmbeddedPostgres } from './embedded-postgres.js';
import { placeElsewhere, livesElsewhere, reachablePrograms } from './reachable-place.js';
import { testDatabase } from './test-database.js';
import { isReachable } from './unprivileged-user.js';

describe('embedded PostgreSQL', () => {
  it('gives each suite a database of its own', async () => {
    const [one, other] = await Promise.all([testDatabase(), testDatabase()]);
    const client = new Client({ connectionString: one.url });
    await client.connect();
    const { rows } = await client.query<{ name: string; zone: string }>(
      `SELECT current_database() AS name, current_setting('TimeZone') AS zone`,
    );
    await client.end();
    expect(one.url).toContain(rows[0]?.name);
    expect(one.url).not.toEqual(other.url);
    expect(rows[0]?.zone).toBe('UTC');
    await Promise.all([one.drop(), other.drop()]);
  });
});

/** As root the server runs as another user, who cannot get in here; as anybody else it is just a folder. */
describe('embedded PostgreSQL below a closed folder', () => {
  const isRoot = process.getuid?.() === 0;
  let closed: string;
  let dataDir: string;
  const places = new Set<string>();
  const servers: EmbeddedPostgres[] = [];

  const start = async () => {
    const server = await startEmbeddedPostgres({ dataDir, port: 0, superuserPassword: 'test', durable: false, maxConnections: 20 });
    servers.push(server);
    if (livesElsewhere(dataDir)) places.add(placeElsewhere(dataDir).folder);
    return server;
  };
  const ask = async (server: EmbeddedPostgres, statement: string) => {
    const client = new Client({ connectionString: server.url('postgres') });
    await client.connect();
    const { rows } = await client.query<Record<string, unknown>>(statement);
    await client.end();
    return rows;
  };
  const tables = (server: EmbeddedPostgres) => ask(server, `SELECT relname FROM pg_class WHERE relname = 'kept'`);

  beforeAll(() => {
    closed = mkdtempSync(path.join(tmpdir(), 'keepword-closed-'));
    dataDir = path.join(closed, 'data');
  });
  afterAll(async () => {
    for (const server of servers) await server.stop();
    for (const folder of [closed, ...places]) rmSync(folder, { recursive: true, force: true });
  });

  it('starts, and comes back with its data after a kill -9', async () => {
    expect(statSync(closed).mode & 0o777).toBe(0o700);
    const first = await start();
    await ask(first, 'CREATE TABLE kept AS SELECT 1 AS one');
    await ask(first, 'CHECKPOINT');
    process.kill(first.pid, 'SIGKILL');
    await first.exited;
    const second = await start();
    expect(await tables(second)).toHaveLength(1);
    expect(livesElsewhere(dataDir)).toBe(isRoot);
  });

  it('ends a server that its dead launcher left running', async () => {
    const left = servers.at(-1);
    const next = await start();
    await left?.exited;
    expect(await tables(next)).toHaveLength(1);
    await next.stop();
  });

  it('finds no old database in a data folder that was deleted and made again', async () => {
    rmSync(dataDir, { recursive: true });
    mkdirSync(dataDir);
    const anew = await start();
    expect(await tables(anew)).toEqual([]);
    await anew.stop();
  });

  it('says so when the database of a data folder is gone, instead of starting with an empty one', async () => {
    if (!livesElsewhere(dataDir)) return expect(isRoot).toBe(false);
    rmSync(placeElsewhere(dataDir).folder, { recursive: true });
    await expect(start()).rejects.toThrow('is no longer there');
  });

  it('runs programs that everybody can reach', () => {
    const from = createRequire(__filename);
    const native = path.join(path.dirname(from.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '../native');
    if (!isRoot) return expect(statSync(native).isDirectory()).toBe(true);
    const copy = reachablePrograms(native);
    expect(reachablePrograms(native)).toBe(copy);
    expect(isReachable(path.join(copy, 'bin'))).toBe(true);
    const program = 'bin/postgres';
    expect(readFileSync(path.join(copy, program)).equals(readFileSync(path.join(native, program)))).toBe(true);
    expect(statSync(path.join(copy, program))).toMatchObject({ uid: 0, mode: 0o100755 });
  });
});
