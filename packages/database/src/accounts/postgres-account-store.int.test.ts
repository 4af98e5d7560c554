import { claimsOf, describeAccountStore, signInAs, signInContext } from '@keepword/accounts/testing';
import { isRefusal } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresAccountStore } from './postgres-account-store.js';

async function openStore() {
  const database = await testDatabase('keepword_template');
  const source = await openDatabase(database.urlFor('core_api'));
  return {
    store: new PostgresAccountStore(),
    transactions: new PostgresUnitOfWork(source),
    async close() {
      await source.destroy();
      await database.drop();
    },
  };
}

describeAccountStore('Postgres', openStore);

describe('sign-ins at the same moment', () => {
  let database: TestDatabase;
  let source: DataSource;
  const at = new Date('2026-03-01T08:00:00Z');

  beforeAll(async () => {
    database = await testDatabase('keepword_template');
    source = await openDatabase(database.urlFor('core_api'));
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('given eight first sign-ins of one person at once, then one account is made and the others find it', async () => {
    const context = signInContext('fluxkrea', new PostgresAccountStore());
    const transactions = new PostgresUnitOfWork(source);
    const signedIn = { claims: claimsOf(), vendorSession: null };
    const tries = await Promise.all(Array.from({ length: 8 }, () => signInAs(context, transactions, signedIn, at)));
    const late = tries.filter((outcome) => isRefusal(outcome));
    expect(late.every(({ refused }) => refused === 'address-taken')).toBe(true);
    const again = await Promise.all(late.map(() => signInAs(context, transactions, signedIn, at)));
    const subjects = [...tries, ...again].flatMap((outcome) => (isRefusal(outcome) ? [] : [outcome.account.subjectId]));
    expect([subjects.length, new Set(subjects).size]).toEqual([8, 1]);
    const lookup = await source.query<{ kind: string }[]>('SELECT kind FROM account_lookups ORDER BY kind');
    expect(lookup).toEqual([{ kind: 'email' }, { kind: 'identity' }]);
  });
});
