import { Client } from 'pg';
import { testDatabase } from './test-database.js';

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
