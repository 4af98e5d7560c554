import { planErasure, type ErasureScope } from '@keepword/data-rights';
import { newId } from '@keepword/primitives';
import { profile, profileIds, retentionOf } from '@keepword/policy';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import { platformDataMap } from '../data-map/platform-data-map.js';
import { openDatabase } from '../data-source.js';
import { readTableFacts } from './table-facts.js';

let platform: TestDatabase;
let database: DataSource;
beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  database = await openDatabase(platform.url);
});
afterAll(async () => {
  await database?.destroy();
  await platform?.drop();
});

const creation = newId(new Date('2026-03-01T08:00:00Z'));
const planOf = async (id: (typeof profileIds)[number], scope: ErasureScope) => {
  const plan = planErasure({
    map: platformDataMap(),
    profile: profile(id),
    scope,
    holds: [],
    facts: await readTableFacts(database, platformDataMap()),
  });
  if ('refused' in plan) throw new Error(plan.gaps.join('\n'));
  return plan;
};
const names = (tables: readonly { readonly table: string }[]) => tables.map(({ table }) => table).toSorted();

describe.each(profileIds)('the plan of an erasure under %s', (id) => {
  it('takes a whole account from every table but those that tax law and evidence keep', async () => {
    const { tables } = await planOf(id, { kind: 'account' });
    const personal = new Set(platformDataMap().columns.flatMap(({ table, annotation }) => (annotation.personal ? [table] : [])));
    expect(names(tables)).toEqual([...personal].toSorted());
    const stays = tables.filter(({ action }) => action === 'change-rows');
    expect(names(stays)).toEqual([
      'erasure_runs',
      'exports',
      'legal_holds',
      'privacy_case_commands',
      'privacy_case_entries',
      'privacy_case_reminders',
      'privacy_cases',
      'purchase_owners',
      'purchases',
      'staff_audit',
      'staff_reads',
      'subscription_owners',
      'subscriptions',
      'vendor_payments',
    ]);
    const lawful = stays.flatMap(({ kept }) => kept).filter(({ reason }) => reason === 'law');
    const rule = retentionOf(profile(id), 'billing.payment');
    expect(lawful.map(({ until }) => [until?.law, until?.after])).toEqual(lawful.map(() => [rule?.law ?? null, 'P7Y']));
  });

  it('empties the words of every creation and leaves what came of it', async () => {
    const { tables } = await planOf(id, { kind: 'prompts' });
    // fluxkrea promises to take the parameters along.
    const settings = id === 'fluxkrea' ? ['creations', 'predictions'] : [];
    expect(names(tables)).toEqual(['creation_requests', 'creation_words', 'idempotency_records', ...settings].toSorted());
    const requests = tables.find(({ table }) => table === 'creation_requests');
    if (id === 'fluxkrea') expect(requests?.action).toBe('delete-rows');
    else expect(Object.keys(requests?.blank ?? {})).toEqual(expect.arrayContaining(['prompt', 'slots', 'word_tags']));
  });

  it('takes the pictures and leaves the entries', async () => {
    const { tables } = await planOf(id, { kind: 'images' });
    expect(names(tables)).toEqual(['creation_outputs', 'creation_uploads', 'prediction_results']);
  });

  it('finds all rows of one creation by its id', async () => {
    const { tables } = await planOf(id, { kind: 'creations', creationIds: [creation] });
    expect(tables.every(({ creationColumn }) => creationColumn !== null)).toBe(true);
    expect(names(tables)).toEqual(expect.arrayContaining(['creations', 'creation_requests', 'creation_words', 'creation_outputs']));
  });
});
