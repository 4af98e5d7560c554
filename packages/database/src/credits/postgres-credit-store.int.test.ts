import 'reflect-metadata';
import { describeCreditStore } from '@keepword/credits/testing';
import { captureHold, expireLots, grantCredits, holdCredits, verifyBooks, type CreditStore } from '@keepword/credits';
import { isRefusal, newId } from '@keepword/primitives';
import { testDatabase } from '@keepword/testkit';
import { Client } from 'pg';
import { openDatabase } from '../data-source.js';
import { accessStatements, databaseRoles } from '../table-access.js';
import { PostgresUnitOfWork } from '../unit-of-work.js';
import { creditsSchema, creditsTables } from './credits-schema.js';
import { PostgresCreditStore } from './postgres-credit-store.js';

const AT = new Date('2026-03-01T08:00:00Z');
const LATER = new Date('2026-03-01T18:00:00Z');

/** The ledger alone, used by the role of the API and swept by the role that may cross people: row-level security holds in every test. */
async function openLedger() {
  const database = await testDatabase();
  const owner = new Client({ connectionString: database.url });
  await owner.connect();
  const known = await owner.query<{ rolname: string }>('SELECT rolname FROM pg_roles');
  const missing = databaseRoles.filter((role) => !known.rows.some(({ rolname }) => rolname === role));
  for (const role of missing) await owner.query(`CREATE ROLE ${role} LOGIN PASSWORD 'test-role-password'`);
  for (const statement of creditsSchema.up) await owner.query(statement);
  for (const table of creditsTables) for (const statement of accessStatements(table)) await owner.query(statement);
  const open = (role: string) => openDatabase(database.urlFor(role));
  const [api, sweeper] = await Promise.all([open('core_api'), open('participant_retention')]);
  const own = new PostgresUnitOfWork(api);
  const all = new PostgresUnitOfWork(sweeper);
  return {
    owner,
    store: new PostgresCreditStore(),
    transaction: <T>(...[subjectId, work]: Parameters<typeof own.transaction<T>>) => own.transaction(subjectId, work),
    acrossSubjects: <T>(work: Parameters<typeof all.transaction<T>>[1]) => all.transaction(null, work),
    async close() {
      await Promise.all([api.destroy(), sweeper.destroy(), owner.end()]);
      await database.drop();
    },
  };
}

describeCreditStore('Postgres', openLedger, 8);

/** The store's methods as an object of their own, so that one can be put in the place of another. */
function storeOf(store: CreditStore): CreditStore {
  return {
    load: (...of) => store.load(...of),
    append: (...of) => store.append(...of),
    summary: (...of) => store.summary(...of),
    statement: (...of) => store.statement(...of),
    noteNextDue: (...of) => store.noteNextDue(...of),
    dueExpiries: (...of) => store.dueExpiries(...of),
    auditBooks: (...of) => store.auditBooks(...of),
  };
}

/** Writes a journal line of one kind again, with other values in some columns. */
function line(values: Readonly<Record<string, string>>, kind: string): string {
  const columns =
    'subject_id, sequence, id, at, kind, amount, balance, held, hold_id, ends_hold, hold_expires_at, creation_id, note, command_key, command_digest, outcome, accounts, lot_ids, claim_lot_ids, amounts';
  const selected = columns.split(', ').map((column) => values[column] ?? column);
  return `INSERT INTO credit_transactions (${columns}) SELECT ${selected.join(', ')} FROM credit_transactions WHERE kind = '${kind}'`;
}

describe('what the database itself refuses', () => {
  let ledger: Awaited<ReturnType<typeof openLedger>>;
  const subjectId = newId(AT);

  beforeAll(async () => {
    ledger = await openLedger();
    await ledger.transaction(subjectId, async (uow) => {
      await grantCredits(ledger.store, uow, { subjectId, key: 'grant', amount: 100, source: 'paid', expiresAt: null }, AT);
      const held = await holdCredits(ledger.store, uow, { subjectId, key: 'hold', amount: 40, creationId: null, expiresAt: LATER }, AT);
      if (isRefusal(held)) throw new Error(held.refused);
      await captureHold(ledger.store, uow, { subjectId, key: 'capture', holdId: held.holdId, amount: 40 }, AT);
    });
  });
  afterAll(() => ledger.close());

  it.each([
    ['a changed entry', `UPDATE credit_transactions SET amounts = '{1,-1}'`, /append-only/],
    ['a changed line', `UPDATE credit_transactions SET amount = 0`, /append-only/],
    ['an emptied journal', `TRUNCATE credit_transactions`, /append-only/],
    ['an overdraft', `UPDATE credit_accounts SET available = -1`, /credit_accounts_overdraft/],
    [
      'an entry without its other side',
      line({ sequence: '99', command_key: `'other'`, amounts: `'{1,1}'` }, 'grant'),
      /credit_transactions_sound/,
    ],
    [
      'an entry without a lot',
      line({ sequence: '99', command_key: `'other'`, lot_ids: `ARRAY[lot_ids[1]]` }, 'grant'),
      /credit_transactions_sound/,
    ],
    [
      'an ending that does not say so',
      line({ sequence: '99', command_key: `'other'`, ends_hold: 'false' }, 'capture'),
      /credit_transactions_sound/,
    ],
    ['a second ending of a hold', line({ sequence: '99', command_key: `'other'` }, 'capture'), /hold_ends_once/],
  ])('%s, even to the owner', async (_, statement, message) => {
    await expect(ledger.owner.query(statement)).rejects.toThrow(message);
  });

  it.each([
    ['of an account that lost a credit', { available: 59 }, /do not add up/],
    ['of a lot that is overdrawn', { lots: [{ remaining: -1 }] }, /is overdrawn/],
  ])('nothing is decided on books %s, and the audit sees them', async (_, changed, message) => {
    const { book, available } = (
      await ledger.owner.query<{ book: { lots: object[] }; available: string }>(
        'SELECT book, available FROM credit_accounts WHERE subject_id = $1',
        [subjectId],
      )
    ).rows[0] ?? { book: { lots: [] }, available: '0' };
    const write = (to: { book: unknown; available: unknown }) =>
      ledger.owner.query('UPDATE credit_accounts SET book = $2, available = $3 WHERE subject_id = $1', [
        subjectId,
        JSON.stringify(to.book),
        to.available,
      ]);
    const lots = 'lots' in changed ? [{ ...book.lots[0], ...changed.lots[0] }] : book.lots;
    await write({ book: { ...book, lots }, available: 'available' in changed ? changed.available : available });
    try {
      const command = { subjectId, key: 'next', amount: 1, creationId: null, expiresAt: LATER };
      await expect(ledger.transaction(subjectId, (uow) => holdCredits(ledger.store, uow, command, AT))).rejects.toThrow(message);
      expect(await ledger.acrossSubjects((uow) => verifyBooks(ledger.store, uow))).toMatchObject({ balanced: false, accountsOff: 1 });
    } finally {
      await write({ book, available });
    }
  });

  it('a posting that was decided on other books, of which nothing stays', async () => {
    const posted = ledger.transaction(subjectId, async (uow) => {
      const { state } = await ledger.store.load(uow, { subjectId, key: null });
      const hold = holdCredits(
        { ...storeOf(ledger.store), append: (unit, posting) => ledger.store.append(unit, { ...posting, decidedOn: state.sequence - 1 }) },
        uow,
        { subjectId, key: 'late', amount: 1, creationId: null, expiresAt: LATER },
        AT,
      );
      await hold;
    });
    await expect(posted).rejects.toThrow(/credit_accounts_overdraft/);
    expect(await ledger.acrossSubjects((uow) => verifyBooks(ledger.store, uow))).toMatchObject({ balanced: true });
  });

  it('a sweep that looks again and again at books in which nothing is due', async () => {
    const person = newId(AT);
    const due = () => ledger.acrossSubjects((uow) => ledger.store.dueExpiries(uow, LATER, 1_000));
    await ledger.transaction(person, async (uow) => {
      await grantCredits(ledger.store, uow, { subjectId: person, key: 'grant', amount: 9, source: 'paid', expiresAt: null }, AT);
      const held = await holdCredits(
        ledger.store,
        uow,
        { subjectId: person, key: 'hold', amount: 4, creationId: null, expiresAt: LATER },
        AT,
      );
      if (isRefusal(held)) throw new Error(held.refused);
      await captureHold(ledger.store, uow, { subjectId: person, key: 'capture', holdId: held.holdId, amount: 4 }, AT);
    });
    expect(await due()).toContainEqual({ kind: 'review', subjectId: person, id: null });
    expect(await ledger.transaction(person, (uow) => expireLots(ledger.store, uow, { subjectId: person }, LATER))).toEqual({ expired: 0 });
    expect((await due()).filter((expiry) => expiry.subjectId === person)).toEqual([]);
  });

  it('one person another one’s books', async () => {
    const stranger = newId(AT);
    const seen = await ledger.transaction(stranger, (uow) => ledger.store.statement(uow, subjectId, { before: null, limit: 10 }));
    expect(seen).toEqual([]);
    await expect(
      ledger.transaction(stranger, (uow) =>
        grantCredits(ledger.store, uow, { subjectId, key: 'gift', amount: 1, source: 'paid', expiresAt: null }, AT),
      ),
    ).rejects.toThrow(/row-level security/);
  });

  it('nothing half-written, wherever a crash falls between hold, capture and answer', async () => {
    const people = Array.from({ length: 8 }, () => newId(AT));
    for (const person of people) {
      await ledger.transaction(person, (uow) =>
        grantCredits(ledger.store, uow, { subjectId: person, key: 'grant', amount: 500, source: 'paid', expiresAt: null }, AT),
      );
    }
    const spend = async (person: string, turn: number) => {
      // Each command goes three times: crashed after the hold, crashed after the commit (the answer is lost), and in peace.
      const hold = { subjectId: person, key: `hold:${turn}`, amount: 75, creationId: null, expiresAt: LATER };
      const attempt = (crash: 'before the capture' | 'after the commit' | null) =>
        ledger.transaction(person, async (uow) => {
          const held = await holdCredits(ledger.store, uow, hold, AT);
          if (crash === 'before the capture') throw new Error(crash);
          if (isRefusal(held)) return held;
          return captureHold(ledger.store, uow, { subjectId: person, key: `capture:${turn}`, holdId: held.holdId, amount: 75 }, AT);
        });
      await expect(attempt('before the capture')).rejects.toThrow('before the capture');
      await attempt('after the commit');
      return attempt(null);
    };
    const answers = await Promise.all(people.flatMap((person) => Array.from({ length: 20 }, (_, turn) => spend(person, turn))));
    expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(people.length * 6);
    expect(await ledger.acrossSubjects((uow) => verifyBooks(ledger.store, uow))).toMatchObject({ balanced: true });
  });

  it('a lapsed connection does not lock anybody out', async () => {
    const broken = ledger.transaction(subjectId, async (uow) => {
      await ledger.store.load(uow, { subjectId, key: null });
      throw new Error('gone');
    });
    await expect(broken).rejects.toThrow('gone');
    const summary = await ledger.transaction(subjectId, (uow) => ledger.store.summary(uow, subjectId));
    expect(summary).toMatchObject({ available: 60, held: 0 });
  });

  it('nothing when its schema is taken down and put up again', async () => {
    for (const statement of creditsSchema.down) await ledger.owner.query(statement);
    for (const statement of creditsSchema.up) await ledger.owner.query(statement);
  });
});
