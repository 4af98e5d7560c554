import { createHash, randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresOneTimeTokens } from './one-time-tokens.js';

const at = new Date('2026-03-01T08:00:00Z');
const soon = new Date('2026-03-01T08:15:00Z');
const newHash = () => createHash('sha256').update(randomBytes(32)).digest();

describe('one-time tokens', () => {
  let database: TestDatabase;
  let source: DataSource;
  let tokens: PostgresOneTimeTokens;

  beforeAll(async () => {
    database = await testDatabase('keepword_template');
    source = await openDatabase(database.urlFor('core_api'));
    tokens = new PostgresOneTimeTokens(source);
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given a token, when taken ten times at once, then one gets what it stands for', async () => {
    const hash = newHash();
    await tokens.put(hash, { purpose: 'sign-in', email: 'ada@example.org' }, soon);
    const taken = await Promise.all(Array.from({ length: 10 }, () => tokens.take(hash, at)));
    expect(taken.filter((payload) => payload !== null)).toEqual([{ purpose: 'sign-in', email: 'ada@example.org' }]);
  });

  it('given a token whose time is over, then it gives nothing and is gone', async () => {
    const hash = newHash();
    await tokens.put(hash, { purpose: 'sign-in' }, soon);
    expect(await tokens.take(hash, soon)).toBeNull();
    expect(await tokens.take(hash, at)).toBeNull();
  });

  it('given a token that nobody made, then it gives nothing', async () => {
    expect(await tokens.take(newHash(), at)).toBeNull();
  });

  it('given a hash that is not one, then the table refuses it', async () => {
    await expect(tokens.put(Buffer.from('short'), {}, soon)).rejects.toThrow(/token_hash_check/);
  });
});
