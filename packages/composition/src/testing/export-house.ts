import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PostgresExports, PostgresOutgoingMail } from '@keepword/database';
import { keySetOf, signingKeyFromSeed, type Case, type Deed, type StoredExport } from '@keepword/data-rights';
import { prepareKeyStore } from '@keepword/keyring';
import { profile } from '@keepword/policy';
import { fixedClock, newId, type Id, type SubjectId } from '@keepword/primitives';
import { createLogger } from '@keepword/service-kit';
import { TEST_ROLE_PASSWORD, testDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import type { PlatformEnvironment } from '../environment.js';
import { exportDeed } from '../export/export-deed.js';
import { openExports } from '../export/export-work.js';
import type { ExportWork } from '../export/write-exports.js';
import { openStorage, type Storage } from '../storage.js';

/** Databases, a folder of objects and keys in which exports are really written, as the worker does. */
export interface ExportHouse {
  readonly at: Date;
  readonly clock: ReturnType<typeof fixedClock>;
  readonly work: ExportWork;
  readonly storage: Storage;
  /** Past every guard. */
  readonly owner: Client;
  readonly deed: Deed;
  /** Begins an export as a case does. */
  ask(subjectId: SubjectId): Promise<Id>;
  find(subjectId: SubjectId, id: Id): Promise<StoredExport | null>;
  close(): Promise<void>;
}

export async function openExportHouse(): Promise<ExportHouse> {
  const at = new Date('2026-03-01T08:00:00Z');
  const [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  const folder = mkdtempSync(path.join(tmpdir(), 'keepword-exports-'));
  const clock = fixedClock(at);
  const environment = {
    DATABASE_URL: platform.urlFor('worker'),
    EXPORT_DATABASE_URL: platform.urlFor('participant_export'),
    KEYRING_URL: keys.urlFor('keyring'),
    KEYRING_MASTER_KEY: Buffer.alloc(32, 9),
    SUBJECT_HASH_KEY: Buffer.alloc(32, 4),
    OBJECTS_DIR: folder,
    WEB_URL: 'http://web.test',
  } as unknown as PlatformEnvironment;
  const [storage, exporting] = [await openStorage(environment, clock, 'exports test'), await openExports(environment)];
  const owner = new Client({ connectionString: platform.url });
  await owner.connect();
  const key = signingKeyFromSeed(new Uint8Array(32).fill(5));
  const [deed, exports] = [exportDeed({ storage }), new PostgresExports()];
  return {
    at,
    clock,
    storage,
    owner,
    deed,
    work: {
      foundation: {
        clock,
        environment,
        logger: createLogger('test', 'silent'),
        mails: new PostgresOutgoingMail(),
        policyVersion: `sha256:${'ab'.repeat(32)}`,
        profile: profile('fluxkrea'),
        storage,
      },
      exporting,
      proofKeys: { published: keySetOf([key]), at: () => key },
      identity: { storedUser: async (id) => ({ id, email: `${id}@vendor.example`, identities: [{ provider: 'google' }] }) },
    },
    async ask(subjectId) {
      const actionId = newId(clock.now());
      const order = { actionId, case: { caseId: newId(clock.now()), actions: [] } as unknown as Case, subjectId };
      // However often a case is driven, it is one export.
      for (const _time of [1, 2]) expect(await deed.begin(order, clock.now())).toBe('begun');
      return actionId;
    },
    find: (subjectId, id) => storage.transactions.transaction(subjectId, (uow) => exports.find(uow, id)),
    async close() {
      await owner.end();
      await Promise.all([exporting.close(), storage.close()]);
      await Promise.all([platform.drop(), keys.drop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
