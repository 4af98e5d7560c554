import { objectKeys } from '@keepword/creations';
import { categoriesOf, coverageGaps, type ColumnName } from '@keepword/data-map';
import { collects, profile, profileIds, retentionOf, type DataCategory, type ProfileId } from '@keepword/policy';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { entities } from '../entities.js';
import { exportObjectKey } from '../export/exports.js';
import { contractFields } from './job-fields.js';
import { entityColumns, platformDataMap, tableOf } from './platform-data-map.js';

let database: TestDatabase;
let owner: Client;

beforeAll(async () => {
  database = await testDatabase('keepword_template');
  owner = new Client({ connectionString: database.url });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

interface LiveColumn extends ColumnName {
  readonly type: string;
  readonly nullable: boolean;
}

async function liveColumns(): Promise<LiveColumn[]> {
  const { rows } = await owner.query<LiveColumn>(
    `SELECT table_name AS "table", column_name AS "column", CASE data_type WHEN 'ARRAY' THEN udt_name ELSE data_type END AS type,
            is_nullable = 'YES' AS nullable
       FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') ORDER BY 1, 2`,
  );
  return rows;
}

const keptUnder = (id: ProfileId) => (category: DataCategory) =>
  !collects(profile(id), category) || retentionOf(profile(id), category) !== null;

/** What the object store's keys really begin with. */
const realPrefixes = () => {
  const [subjectId, creationId] = ['subject', 'creation'];
  const keys = [
    objectKeys.output(subjectId, creationId, 0),
    objectKeys.thumbnail(subjectId, creationId, 0),
    objectKeys.upload(subjectId, creationId),
    exportObjectKey(subjectId, 1),
  ];
  return keys.map((key) => key.slice(0, key.indexOf(subjectId)));
};

async function gapsUnder(id: ProfileId): Promise<string[]> {
  return coverageGaps(platformDataMap(), {
    columns: await liveColumns(),
    prefixes: realPrefixes(),
    fields: contractFields(),
    retained: keptUnder(id),
  });
}

describe('the data map against the migrated database', () => {
  it.each(profileIds)('given %s, then every column, prefix and payload field is annotated and has a retention rule', async (id) => {
    expect(await gapsUnder(id)).toEqual([]);
  });

  it('given any category in the map, then at least one profile collects it', () => {
    const idle = [...categoriesOf(platformDataMap())].filter((category) => !profileIds.some((id) => collects(profile(id), category)));
    expect(idle).toEqual([]);
  });

  it('given every entity, then TypeORM has the real type and nullability of each column', async () => {
    const described = entities
      .flatMap((entity) => entityColumns(entity).map((column) => ({ table: tableOf(entity), ...column })))
      .map(({ table, column, type, array, nullable }) => ({ table, column, type: postgresType(type, array), nullable }));
    const live = (await liveColumns()).filter(({ table }) => table !== 'schema_migrations');
    expect(sorted(described)).toEqual(sorted(live));
  });
});

describe('the check itself', () => {
  afterEach(() => owner.query('ROLLBACK'));
  beforeEach(() => owner.query('BEGIN'));

  it('given a column that nobody annotated, then it fails and names it', async () => {
    await owner.query('ALTER TABLE accounts ADD COLUMN shoe_size integer');
    expect(await gapsUnder('fluxkrea')).toEqual(['column accounts.shoe_size has no annotation']);
  });

  it('given a whole new table, then each of its columns is named', async () => {
    await owner.query('CREATE TABLE diaries (subject_id uuid, page text)');
    expect(await gapsUnder('fluxkrea')).toEqual(['column diaries.page has no annotation', 'column diaries.subject_id has no annotation']);
  });

  it('given a new table in a schema of its own, then it is seen as well', async () => {
    await owner.query('CREATE SCHEMA attic');
    await owner.query('CREATE TABLE attic.boxes (label text)');
    expect(await gapsUnder('fluxkrea')).toEqual(['column boxes.label has no annotation']);
  });

  it('given an annotated column that was dropped, then it is named', async () => {
    await owner.query('ALTER TABLE accounts DROP COLUMN picture_url');
    expect(await gapsUnder('fluxkrea')).toEqual(['annotated column accounts.picture_url does not exist']);
  });
});

const postgresTypes: Readonly<Record<string, string>> = { timestamptz: 'timestamp with time zone' };

function postgresType(type: string, array: boolean): string {
  return array ? `_${type}` : (postgresTypes[type] ?? type);
}

function sorted<Row extends ColumnName>(rows: readonly Row[]): Row[] {
  return rows.toSorted((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
}
