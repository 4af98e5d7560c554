import { atTheDoor, integration, type Mutation } from './mutation.js';

const grants = 'packages/database/src/grants.int.test.ts';
const creationStore = 'packages/database/src/creations/postgres-creation-store.int.test.ts';
const keyring = 'packages/keyring/src/keyring.int.test.ts';

export const mutationsOfTheDatabase: readonly Mutation[] = [
  {
    control: 'row-level-security',
    breaks: 'a table’s owner passes the policies by',
    file: 'packages/database/src/table-access.ts',
    find: ', `ALTER TABLE ${name} FORCE ROW LEVEL SECURITY`',
    replace: '',
    noticedBy: integration(grants, 'given every table that names a subject column, and only those, then it is on and forced'),
  },
  {
    control: 'row-level-security',
    breaks: 'an app reads the rows of everybody',
    file: 'packages/database/src/table-access.ts',
    find: 'USING (${own}) WITH CHECK (${own})',
    replace: 'USING (true) WITH CHECK (${own})',
    noticedBy: integration(grants, 'given core_api for one subject, then accounts keeps the rows of another from it'),
  },
  {
    control: 'row-level-security',
    breaks: 'an app writes rows for somebody else',
    file: 'packages/database/src/table-access.ts',
    find: 'USING (${own}) WITH CHECK (${own})',
    replace: 'USING (${own}) WITH CHECK (true)',
    noticedBy: integration(grants, 'given core_api for one subject, then accounts keeps the rows of another from it'),
  },
  {
    control: 'role-per-app',
    breaks: 'the worker may change accounts',
    file: 'packages/database/src/accounts/accounts-schema.ts',
    find: "worker: ['SELECT'],",
    replace: "worker: ['SELECT', 'UPDATE'],",
    noticedBy: integration(
      'packages/database/src/migrate.int.test.ts',
      'given an empty database, when migrated, then the schema is the committed one',
    ),
  },
  {
    control: 'role-per-app',
    breaks: 'an app reads the second factors of the team',
    file: 'packages/database/src/staff/staff-schema.ts',
    find: "grants: { operator: ['SELECT', 'INSERT', 'UPDATE'], privacy_service: ['SELECT'] }",
    replace: "grants: { operator: ['SELECT', 'INSERT', 'UPDATE'], privacy_service: ['SELECT'], core_api: ['SELECT'] }",
    noticedBy: integration(
      'packages/database/src/staff/postgres-staff-store.int.test.ts',
      'given core_api, then it may not even look at the team',
    ),
  },
  {
    control: 'role-per-app',
    breaks: 'everybody calls every function',
    file: 'packages/database/src/table-access.ts',
    find: "'REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC',",
    replace: '',
    noticedBy: integration(grants, 'given any function, then only who needs it may call it'),
  },
  {
    control: 'one-time-links',
    breaks: 'a mailed link works for as long as its row is there',
    file: 'packages/database/src/accounts/one-time-tokens.ts',
    find: 'taken && taken.expires_at > at ?',
    replace: 'taken ?',
    noticedBy: integration(
      'packages/database/src/accounts/one-time-tokens.int.test.ts',
      'given a token whose time is over, then it gives nothing and is gone',
    ),
  },
  {
    control: 'idempotency',
    breaks: 'another request gets the answer of the first',
    file: 'packages/database/src/idempotency/idempotency.ts',
    find: "if (!found.body_digest.equals(bodyDigest)) return { claim: 'other-body' };",
    replace: '',
    noticedBy: integration(
      'packages/database/src/idempotency/idempotency.int.test.ts',
      'given another body under the same key, then that is said',
    ),
  },
  {
    control: 'idempotency',
    breaks: 'a repeated request is done again',
    file: 'apps/core-api/src/idempotency/idempotent.ts',
    find: 'route, key, claimedAt: platform.clock.now()',
    replace: 'route, key: `${key}${performance.now()}`, claimedAt: platform.clock.now()',
    noticedBy: atTheDoor('does a repeated request once'),
  },
  {
    control: 'idempotency',
    breaks: 'a repeated request waits for the one that still runs',
    file: 'packages/database/src/idempotency/idempotency.ts',
    find: 'CASE WHEN pg_try_advisory_xact_lock(hashtextextended($10, 0)) THEN $3 END',
    replace: "CASE WHEN $10 <> '' THEN $3 END",
    noticedBy: integration(
      'packages/database/src/idempotency/idempotency.int.test.ts',
      'given an answer that is being recorded, then others hear that at once and do not wait',
    ),
  },
];

export const mutationsOfSealing: readonly Mutation[] = [
  {
    control: 'encryption-per-subject',
    breaks: 'what is sealed can be read as it lies there',
    file: 'packages/keyring/src/sealed-segments.ts',
    find: 'return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);',
    replace: 'return Buffer.concat([plain, Buffer.alloc(16)]);',
    noticedBy: integration(keyring, 'opens what it sealed, in another process too, and keeps nothing readable'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'a sealed value opens in another row',
    file: 'packages/keyring/src/sealed-segments.ts',
    find: 'JSON.stringify([place.table, place.column, place.rowId])',
    replace: 'JSON.stringify([place.table, place.column])',
    noticedBy: integration(keyring, 'does not open a value that was moved to another row, column or person'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'prompts are stored as they were written',
    file: 'packages/creations/src/lifecycle/content.ts',
    find: 'prompt: prompt === null ? null : await seal.seal(subjectId, sealPlaces.prompt(creationId), bytesOf(prompt)),',
    replace: 'prompt: prompt === null ? null : bytesOf(prompt),',
    noticedBy: integration(creationStore, 'takes a creation from request to picture and captures its price'),
  },
  {
    control: 'encryption-per-subject',
    breaks: 'an erased person gets a new key',
    file: 'packages/keyring/src/postgres-key-store.ts',
    find: 'WITH marked AS (INSERT INTO destroyed_keys (subject_id, destroyed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING),',
    replace: 'WITH marked AS (SELECT $2::timestamptz),',
    noticedBy: integration(keyring, 'after destruction nothing opens, and no new key can be made'),
  },
  {
    control: 'word-index',
    breaks: 'equal words of two people are alike in the index',
    file: 'packages/keyring/src/keyring.ts',
    find: "deriveKey(await this.#firstKey(subjectId), noSalt, 'keepword word index')",
    replace: "deriveKey(Buffer.alloc(32), noSalt, 'keepword word index')",
    noticedBy: integration(keyring, 'gives equal tags for equal words of one person and different ones for another'),
  },
];
