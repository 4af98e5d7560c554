import { coverageGaps, type ColumnName } from '@keepword/data-map';
import { collects, profile, profileIds, retentionOf, type ProfileId } from '@keepword/policy';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { keyStoreColumns } from './key-store-map.js';
import { prepareKeyStore } from './postgres-key-store.js';

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase();
  await prepareKeyStore({ superuserUrl: database.url, rolePassword: TEST_ROLE_PASSWORD });
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

async function gapsUnder(id: ProfileId): Promise<string[]> {
  const { rows } = await owner.query<ColumnName>(
    `SELECT table_name AS "table", column_name AS "column" FROM information_schema.columns
      WHERE table_schema NOT IN ('pg_catalog', 'information_schema')`,
  );
  const map = { columns: keyStoreColumns, prefixes: [], fields: [] };
  const retained = (category: Parameters<typeof collects>[1]) =>
    !collects(profile(id), category) || retentionOf(profile(id), category) !== null;
  return coverageGaps(map, { columns: rows, prefixes: [], fields: [], retained });
}

describe('the data map against the key store', () => {
  it.each(profileIds)('given %s, then every column is annotated and has a retention rule', async (id) => {
    expect(await gapsUnder(id)).toEqual([]);
  });

  it('given a column that nobody annotated, then it is named', async () => {
    await owner.query('ALTER TABLE data_keys ADD COLUMN owner_name text');
    expect(await gapsUnder('fluxkrea')).toEqual(['column data_keys.owner_name has no annotation']);
    await owner.query('ALTER TABLE data_keys DROP COLUMN owner_name');
  });
});
