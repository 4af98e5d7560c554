import { Keyring, postgresKeyStore, prepareKeyStore } from '@keepword/keyring';
import { describeCaseStore } from '@keepword/data-rights/testing';
import { fixedClock } from '@keepword/primitives';
import { TEST_ROLE_PASSWORD, testDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresCaseStore } from './postgres-case-store.js';

const at = new Date('2026-03-02T08:00:00Z');
const place = (contentId: string) => ({ table: 'privacy_case_contents', column: 'sealed', rowId: contentId });

describeCaseStore('PostgreSQL', async () => {
  const [platform, keys] = [await testDatabase('keepword_template'), await testDatabase()];
  await prepareKeyStore({ superuserUrl: keys.url, rolePassword: TEST_ROLE_PASSWORD });
  const pool = new Pool({ connectionString: keys.urlFor('keyring'), max: 4 });
  const keyring = new Keyring(postgresKeyStore(pool), Buffer.alloc(32, 5), fixedClock(at));
  const database = await openDatabase(platform.urlFor('participant_cases'));
  return {
    store: new PostgresCaseStore({
      seal: (caseId, contentId, plain) => keyring.seal(caseId, place(contentId), plain),
      open: (caseId, contentId, sealed) => keyring.open(caseId, place(contentId), sealed),
    }),
    transaction: (work) => new PostgresUnitOfWork(database).transaction(null, work),
    async close() {
      await Promise.all([database.destroy(), pool.end()]);
      await Promise.all([platform.drop(), keys.drop()]);
    },
  };
});
