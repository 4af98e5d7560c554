import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { databaseRoles, migrate, type DatabaseRole } from '@keepword/database';
import { startEmbeddedPostgres } from '@keepword/testkit';
import { Client } from 'pg';
import { onInterrupt } from './interrupt.js';

const password = 'bench';

export interface BenchDatabase {
  /** Connected as the superuser. */
  readonly owner: Client;
  urlFor(role: DatabaseRole): string;
}

/** Runs `work` on a migrated database in a server of its own, with the durability that production has, and removes both. */
export async function withDatabase<T>(work: (database: BenchDatabase) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'keepword-bench-'));
  chmodSync(dataDir, 0o755);
  const starting = startEmbeddedPostgres({ dataDir, port: 0, superuserPassword: password, durable: true, maxConnections: 60 });
  const stop = async () => {
    try {
      await (await starting).stop();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
  };
  const forget = onInterrupt(stop);
  try {
    const superuserUrl = (await starting).url('postgres');
    await migrate({
      superuserUrl,
      rolePasswords: Object.fromEntries(databaseRoles.map((role) => [role, password])) as Record<DatabaseRole, string>,
    });
    const owner = new Client({ connectionString: superuserUrl });
    await owner.connect();
    try {
      return await work({ owner, urlFor: (role) => Object.assign(new URL(superuserUrl), { username: role, password }).toString() });
    } finally {
      await owner.end();
    }
  } finally {
    forget();
    await stop();
  }
}
