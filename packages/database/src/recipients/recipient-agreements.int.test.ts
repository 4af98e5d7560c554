import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { openDatabase } from '../data-source.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { PostgresRecipientAgreements, type RecipientAgreement } from './recipient-agreements.js';

const at = new Date('2026-03-02T08:00:00Z');
const agreements = new PostgresRecipientAgreements();
let database: TestDatabase;
let service: DataSource | undefined;
beforeAll(async () => {
  database = await testDatabase('keepword_template');
  service = await openDatabase(database.urlFor('privacy_service'));
});
afterAll(async () => {
  await service?.destroy();
  await database.drop();
});

const units = () => new PostgresUnitOfWork(service as DataSource);
const put = (agreement: RecipientAgreement) => units().transaction(null, (uow) => agreements.put(uow, agreement, at));
const stripe: RecipientAgreement = {
  recipientId: 'stripe',
  kind: 'dpa',
  signedOn: '2026-01-31',
  expiresOn: '2027-01-31',
  reference: 'binder 4',
};

describe('agreements with recipients', () => {
  it('are kept by recipient and kind, the newest words each, days as they were given', async () => {
    await put(stripe);
    await put({ ...stripe, kind: 'sccs', expiresOn: null });
    await put({ ...stripe, reference: 'binder 5' });
    expect(await units().transaction(null, (uow) => agreements.list(uow))).toEqual([
      { ...stripe, reference: 'binder 5' },
      { ...stripe, kind: 'sccs', expiresOn: null },
    ]);
  });

  it('cannot end before they begin', async () => {
    await expect(put({ ...stripe, expiresOn: '2025-01-31' })).rejects.toThrow(/check constraint/);
  });
});
