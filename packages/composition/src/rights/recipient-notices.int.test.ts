import { IdentityUnavailable, MailUnavailable } from '@keepword/accounts';
import type { CorrectedEmail } from '@keepword/billing';
import {
  ErasureSubject,
  openDatabase,
  platformDataMap,
  PostgresAccountStore,
  PostgresRecipientNotices,
  PostgresUnitOfWork,
} from '@keepword/database';
import { profile } from '@keepword/policy';
import { addPeriod, fixedClock, newId, type SubjectId } from '@keepword/primitives';
import { testDatabase, type TestDatabase } from '@keepword/testkit';
import type { DataSource } from 'typeorm';
import type { Foundation } from '../foundation.js';
import { noteCorrectedAddress, noteRestriction, recipientChannels, tellRecipient } from './recipient-notices.js';

const at = new Date('2026-03-01T08:00:00Z');
const former = 'ada@old.example';
const notices = new PostgresRecipientNotices();

let platform: TestDatabase;
let databases: Readonly<
  Record<'owner' | 'core_api' | 'worker' | 'participant_retention' | 'participant_cases' | 'participant_erasure', DataSource>
>;

beforeAll(async () => {
  platform = await testDatabase('keepword_template');
  const open = (role: Parameters<TestDatabase['urlFor']>[0]) => openDatabase(platform.urlFor(role));
  databases = {
    owner: await openDatabase(platform.url),
    core_api: await open('core_api'),
    worker: await open('worker'),
    participant_retention: await open('participant_retention'),
    participant_cases: await open('participant_cases'),
    participant_erasure: await open('participant_erasure'),
  };
});
afterAll(async () => {
  await Promise.all(Object.values(databases).map((one) => one.destroy()));
  await platform.drop();
});

/** Somebody who signs in by Supabase, subscribed by Stripe, bought from Creem and had a picture made by Fal. */
async function customer(): Promise<SubjectId> {
  const subjectId = newId(at);
  const sql = (text: string, values: unknown[]) => databases.owner.query<unknown[]>(text, values);
  const email = `${subjectId}@new.example`;
  await sql(
    `INSERT INTO accounts VALUES ($1, $2, 'Ada', NULL, 'adult', 'system', 'en', 'embed', 'active', 'fluxkontextpro', 'v', $3, $3)`,
    [subjectId, email, at],
  );
  await sql(`INSERT INTO identity_links VALUES ($1, 'supabase', $2, $2, $3)`, [subjectId, subjectId, at]);
  for (const provider of ['stripe', 'creem'])
    await sql(
      `INSERT INTO purchases (id, subject_id, provider, offer_id, credits, amount_minor, currency, status, granted, clawed_back_credits, revision, created_at)
       VALUES ($1, $2, $3, 'pack-100', 100, 900, 'usd', 'open', false, 0, 1, $4)`,
      [newId(at), subjectId, provider, at],
    );
  return subjectId;
}

/** Vendors that remember what they were told, and stay silent where a test wants it. */
function world(silent: ReadonlySet<string> = new Set()) {
  const told: unknown[] = [];
  const asked = (name: string, unavailable: Error, what: unknown) => {
    if (silent.has(name)) throw unavailable;
    told.push([name, what]);
  };
  const correctEmail = async (corrected: CorrectedEmail) => {
    told.push(['stripe', corrected]);
    return 'nothing-to-correct' as const;
  };
  const clock = fixedClock(at);
  const errors: unknown[] = [];
  const parts = {
    profile: profile('fluxkontextpro'),
    payments: [{ id: 'stripe', customers: { correctEmail } }, { id: 'creem' }],
    mailer: {
      id: 'resend',
      contacts: {
        remove: async () => {},
        holds: async () => true,
        readdress: async (from: string, to: string) => {
          asked('resend', new MailUnavailable('silent'), [from, to]);
          return 'told' as const;
        },
      },
    },
    storage: { transactions: new PostgresUnitOfWork(databases.worker) },
    accounts: new PostgresAccountStore(),
    clock,
    logger: { error: (what: unknown) => errors.push(what), warn: () => {} },
  } as unknown as Foundation;
  const identity = {
    changeEmail: async (id: string, email: string) => asked('supabase', new IdentityUnavailable('silent'), [id, email]),
  };
  return { told, errors, clock, parts, ports: { ...parts, channels: recipientChannels(parts, identity) } };
}

const corrected = (subjectId: SubjectId, { parts }: ReturnType<typeof world>) =>
  new PostgresUnitOfWork(databases.core_api).transaction(subjectId, (uow) =>
    noteCorrectedAddress(parts, uow, { subjectId, rectificationId: newId(at), formerAddress: former }, at),
  );
const due = (now: Date) => new PostgresUnitOfWork(databases.participant_retention).transaction(null, (uow) => notices.due(uow, now, 50));
const listed = async (subjectId: SubjectId) =>
  (await new PostgresUnitOfWork(databases.participant_cases).transaction(null, (uow) => notices.ofCorrections(uow, subjectId, at))).map(
    ({ recipient, state, reason, attempts }) => [recipient, state, reason, attempts],
  );

describe('telling recipients of a corrected address', () => {
  it('tells each that can be told, lists the others and why, and keeps the former address no longer than that', async () => {
    const subjectId = await customer();
    const here = world();
    expect((await corrected(subjectId, here)).map(({ recipient }) => recipient)).toEqual(['creem', 'resend', 'stripe', 'supabase']);
    for (const notice of await due(at)) await tellRecipient(here.ports, notice);
    expect(await listed(subjectId)).toEqual([
      ['creem', 'cannot-be-told', 'no-channel', 0],
      ['resend', 'told', null, 1],
      ['stripe', 'cannot-be-told', 'nothing-to-correct', 1],
      ['supabase', 'told', null, 1],
    ]);
    const address = `${subjectId}@new.example`;
    expect(here.told).toEqual(
      expect.arrayContaining([
        ['resend', [former, address]],
        ['stripe', { customerIds: [], formerEmail: former, email: address }],
        ['supabase', [subjectId, address]],
      ]),
    );
    expect(await databases.owner.query('SELECT FROM recipient_notices WHERE former_address IS NOT NULL')).toEqual([]);
    expect(here.errors).toEqual([]);
  });

  it('leaves out a processor that never got the address from us', async () => {
    const subjectId = await customer();
    const here = world();
    const parts = { ...here.parts, profile: profile('fluxgen') };
    expect((await corrected(subjectId, { ...here, parts })).map(({ recipient }) => recipient)).not.toContain('stripe');
  });

  it('asks a silent one again later, and alarms where it stays silent', async () => {
    const subjectId = await customer();
    const silent = new Set(['supabase']);
    const here = world(silent);
    await corrected(subjectId, here);
    for (const notice of await due(at)) await tellRecipient(here.ports, notice);
    expect(await listed(subjectId)).toContainEqual(['supabase', 'due', 'unreachable', 1]);
    expect([await due(at), (await due(addPeriod(at, 'PT1M'))).length]).toEqual([[], 1]);
    for (let days = 1; days < 20; days += 1) {
      here.clock.set(addPeriod(at, `P${days}D`));
      for (const notice of await due(here.clock.now())) await tellRecipient(here.ports, notice);
    }
    expect(await listed(subjectId)).toContainEqual(['supabase', 'failed', 'unreachable', 13]);
    expect(here.errors).toMatchObject([{ recipient: 'supabase', reason: 'unreachable' }]);
    expect(JSON.stringify(here.errors)).not.toContain('example');
  });

  it('takes no answer of a vendor for one of our own database, and the other way round', async () => {
    const subjectId = await customer();
    const here = world();
    const notice = (await corrected(subjectId, here)).find(({ recipient }) => recipient === 'supabase');
    const refusing = recipientChannels(here.parts, { changeEmail: () => Promise.reject(new Error('no such user')) });
    const failing = recipientChannels(
      { ...here.parts, storage: { transactions: { transaction: () => Promise.reject(new Error('the connection ended')) } } } as never,
      { changeEmail: () => Promise.resolve() },
    );
    if (!notice) throw new Error('no notice to Supabase');
    await expect(tellRecipient({ ...here.ports, channels: failing }, notice)).rejects.toThrow('the connection ended');
    expect(await listed(subjectId)).toContainEqual(['supabase', 'due', null, 0]);
    await tellRecipient({ ...here.ports, channels: refusing }, notice);
    expect(await listed(subjectId)).toContainEqual(['supabase', 'failed', 'refused', 1]);
  });

  it('lets an erasure know the former address too, and tells nobody of an account that is being erased', async () => {
    const subjectId = await customer();
    const isDue = async () => (await due(at)).some((notice) => notice.subjectId === subjectId);
    await corrected(subjectId, world());
    const listedAt = await new ErasureSubject(databases.participant_erasure, platformDataMap()).listedAddresses(subjectId);
    expect(listedAt).toEqual(expect.arrayContaining([former, `${subjectId}@new.example`]));
    expect(await isDue()).toBe(true);
    await databases.owner.query(`UPDATE accounts SET state = 'closed' WHERE subject_id = $1`, [subjectId]);
    expect(await isDue()).toBe(false);
  });

  it('lists at a restriction everybody who received something, once', async () => {
    const subjectId = await customer();
    const here = world();
    const caseId = newId(at);
    const note = () =>
      new PostgresUnitOfWork(databases.worker).transaction(subjectId, (uow) => noteRestriction(here.parts, uow, { subjectId, caseId }, at));
    await note();
    await note();
    const found = await new PostgresUnitOfWork(databases.worker).transaction(subjectId, (uow) => notices.ofCause(uow, subjectId, caseId));
    expect(found.map(({ recipient, state, reason }) => [recipient, state, reason])).toEqual(
      ['creem', 'resend', 'stripe', 'supabase'].map((recipient) => [recipient, 'cannot-be-told', 'no-channel']),
    );
    expect((await due(addPeriod(at, 'P30D'))).filter((notice) => notice.subjectId === subjectId)).toEqual([]);
  });
});
