import { setTimeout as pause } from 'node:timers/promises';
import type { SubjectId } from '@keepword/primitives';
import { Client, type Pool } from 'pg';
import type { KeyStore, WrappedKey } from './keyring.js';

/** The role that apps use on the key store. */
export const KEYRING_ROLE = 'keyring';

const schema = `
CREATE TABLE IF NOT EXISTS data_keys (
  subject_id uuid NOT NULL,
  version integer NOT NULL CHECK (version > 0),
  wrapped bytea NOT NULL CHECK (octet_length(wrapped) BETWEEN 60 AND 200),
  created_at timestamptz NOT NULL,
  PRIMARY KEY (subject_id, version)
);
-- A destroyed subject stays known by its pseudonym, so that no late job can make it a new key.
CREATE TABLE IF NOT EXISTS destroyed_keys (
  subject_id uuid PRIMARY KEY,
  destroyed_at timestamptz NOT NULL
);
GRANT SELECT, INSERT, DELETE ON data_keys TO ${KEYRING_ROLE};
GRANT SELECT, INSERT ON destroyed_keys TO ${KEYRING_ROLE};
`;

/** Makes the key store's tables and role. Safe to run again. @param superuserUrl of the key store's own database */
export async function prepareKeyStore({ superuserUrl, rolePassword }: { superuserUrl: string; rolePassword: string }): Promise<void> {
  const client = new Client({ connectionString: superuserUrl });
  await client.connect();
  try {
    await prepareRole(client, rolePassword);
    await client.query('REVOKE ALL ON SCHEMA public FROM PUBLIC');
    await client.query(`GRANT USAGE ON SCHEMA public TO ${KEYRING_ROLE}`);
    await client.query(schema);
  } finally {
    await client.end();
  }
}

const triesMax = 20;

/**
 * Roles belong to the whole server, and no lock of one database keeps those out who prepare a key store in another: who comes second tries
 * again.
 */
async function prepareRole(client: Client, password: string): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [KEYRING_ROLE]);
      if (!rowCount) await client.query(`CREATE ROLE ${KEYRING_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS`);
      await client.query(`ALTER ROLE ${KEYRING_ROLE} PASSWORD ${client.escapeLiteral(password)}`);
      return;
    } catch (error) {
      if (tries === triesMax || !cameSecond(error)) throw error;
      await pause(10 * tries);
    }
  }
}

/** Somebody else has made or changed the role in between. */
function cameSecond(error: unknown): boolean {
  const { code, message } = error as { readonly code?: string; readonly message?: string };
  return code === '42710' || code === '23505' || (code === 'XX000' && /concurrently (updated|deleted)/.test(message ?? ''));
}

interface Row {
  subject_id: string;
  version: number;
  wrapped: Buffer;
}

const keyOf = (row: Row | undefined): WrappedKey | null =>
  row ? { subjectId: row.subject_id, version: row.version, wrapped: row.wrapped } : null;

export function postgresKeyStore(pool: Pool): KeyStore {
  const newest = async (subjectId: SubjectId) => {
    const { rows } = await pool.query<Row>('SELECT * FROM data_keys WHERE subject_id = $1 ORDER BY version DESC LIMIT 1', [subjectId]);
    return keyOf(rows[0]);
  };
  return {
    newest,
    async find(subjectId, version) {
      const { rows } = await pool.query<Row>('SELECT * FROM data_keys WHERE subject_id = $1 AND version = $2', [subjectId, version]);
      return keyOf(rows[0]);
    },
    async insertFirst(key, at) {
      await pool.query(
        `INSERT INTO data_keys (subject_id, version, wrapped, created_at)
         SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT 1 FROM destroyed_keys WHERE subject_id = $1)
         ON CONFLICT DO NOTHING`,
        [key.subjectId, key.version, key.wrapped, at],
      );
      const kept = await newest(key.subjectId);
      if (!kept) throw new Error('the key was destroyed while it was being made');
      return kept;
    },
    async destroy(subjectId, at) {
      const { rows } = await pool.query<{ count: string }>(
        `WITH marked AS (INSERT INTO destroyed_keys (subject_id, destroyed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING),
              gone AS (DELETE FROM data_keys WHERE subject_id = $1 RETURNING 1)
         SELECT count(*) FROM gone`,
        [subjectId, at],
      );
      return Number(rows[0]?.count ?? 0);
    },
    async isDestroyed(subjectId) {
      const { rowCount } = await pool.query('SELECT 1 FROM destroyed_keys WHERE subject_id = $1', [subjectId]);
      return rowCount !== null && rowCount > 0;
    },
  };
}
