import { captureHold, grantCredits, holdCredits, verifyBooks } from '@keepword/credits';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '@keepword/database';
import { isRefusal, newId, type SubjectId } from '@keepword/primitives';
import { CLIENTS, compare, perSecond } from './measure.js';
import { withDatabase, type BenchDatabase } from './postgres-server.js';
import { result, type Result } from './result.js';

const AT = new Date('2026-03-01T08:00:00Z');
const LATER = new Date('2027-01-01T00:00:00Z');
const accounts = 1_000;
const entriesMany = 1_000_000;

/** Hold and capture, each a transaction of its own as in the API, against one transaction with one UPDATE and one INSERT. */
export function ledger(roundMs: number, rounds: number): Promise<Result[]> {
  return withDatabase(async (database) => {
    const pool = await openDatabase(database.urlFor('core_api'), { connectionsMax: CLIENTS });
    const sweeping = await openDatabase(database.urlFor('participant_retention'), { connectionsMax: 1 });
    try {
      const people = await openAccounts(database, new PostgresUnitOfWork(pool));
      const anyone = () => people[Math.floor(Math.random() * accounts)] as SubjectId;
      const first = () => people[0] as SubjectId;
      const at = (pick: () => SubjectId) => ({
        floor: () => perSecond(() => floorTransaction(pool, pick()), roundMs),
        subject: () => perSecond(() => holdAndCapture(new PostgresUnitOfWork(pool), pick()), roundMs),
      });
      await at(anyone).floor();
      await at(anyone).subject();
      const spread = await compare(at(anyone), rounds);
      const hot = await compare(at(first), rounds);
      const full = await compareWithFull(database, at(anyone).subject, rounds);
      // Adding up a million entries takes longer than any statement of an app may.
      await sweeping.query('SET statement_timeout = 0');
      const books = await new PostgresUnitOfWork(sweeping).transaction(null, (uow) => verifyBooks(new PostgresCreditStore(), uow));
      if (books.unbalancedTransactions > 0 || books.accountsOff > 0 || books.lotsOff > 0)
        throw new Error('the books do not balance after the run');
      return [
        result({ name: `ledger: hold + capture, ${accounts} accounts`, unit: '/s', ...spread, target: { atLeast: 0.5 } }),
        result({ name: 'ledger: hold + capture, one account', unit: '/s', ...hot, target: { atLeast: 0.5 } }),
        result({ name: 'ledger: with 1,000,000 entries, by an empty one', unit: '/s', ...full, target: { atLeast: 0.9 } }),
      ];
    } finally {
      await Promise.all([pool.destroy(), sweeping.destroy()]);
    }
  });
}

async function openAccounts({ owner }: BenchDatabase, units: PostgresUnitOfWork): Promise<SubjectId[]> {
  await owner.query(`CREATE TABLE floor_balances (id uuid PRIMARY KEY, balance bigint NOT NULL) WITH (fillfactor = 50)`);
  await owner.query(
    `CREATE TABLE floor_lines (id uuid PRIMARY KEY, account uuid NOT NULL, amount bigint NOT NULL, at timestamptz NOT NULL)`,
  );
  await owner.query(`GRANT ALL ON floor_balances, floor_lines TO core_api`);
  const people = Array.from({ length: accounts }, () => newId(AT));
  await owner.query('INSERT INTO floor_balances SELECT id, 0 FROM unnest($1::uuid[]) AS id', [people]);
  for (const subjectId of people) {
    await units.transaction(subjectId, (uow) =>
      grantCredits(new PostgresCreditStore(), uow, { subjectId, key: 'grant', amount: 10_000_000, source: 'paid', expiresAt: null }, AT),
    );
  }
  return people;
}

/** Through TypeORM as well: the same driver, pool and durability. */
async function floorTransaction(pool: Awaited<ReturnType<typeof openDatabase>>, account: string): Promise<void> {
  await pool.transaction(async (manager) => {
    await manager.query('UPDATE floor_balances SET balance = balance + 1 WHERE id = $1', [account]);
    await manager.query('INSERT INTO floor_lines VALUES ($1, $2, $3, $4)', [newId(AT), account, 1, AT]);
  });
}

async function holdAndCapture(units: PostgresUnitOfWork, subjectId: SubjectId): Promise<void> {
  const store = new PostgresCreditStore();
  const creationId = newId(AT);
  const hold = { subjectId, key: `hold:${creationId}`, amount: 8, creationId, expiresAt: LATER };
  const held = await units.transaction(subjectId, (uow) => holdCredits(store, uow, hold, AT));
  if (isRefusal(held)) throw new Error(held.refused);
  const capture = { subjectId, key: `capture:${creationId}`, holdId: held.holdId, amount: 8 };
  const captured = await units.transaction(subjectId, (uow) => captureHold(store, uow, capture, AT));
  if (isRefusal(captured)) throw new Error(captured.refused);
}

/** A journal with a million entries against the same one with few: the lines between are written by hand. */
async function compareWithFull({ owner }: BenchDatabase, pairs: () => Promise<number>, rounds: number) {
  const settled = async () => {
    await owner.query('VACUUM ANALYZE');
    await owner.query('CHECKPOINT');
    await pairs();
  };
  await settled();
  const few = await bestOf(pairs, rounds);
  const lines = Math.ceil(entriesMany / 2 / accounts);
  await owner.query(
    `INSERT INTO credit_transactions
     SELECT a.subject_id, a.sequence + g, gen_random_uuid(), $1, 'grant', 0, a.available, a.held, NULL, false, NULL, NULL, '',
            'filler:' || (a.sequence + g), 'filler', NULL, ARRAY['available', 'available'], ARRAY[l.id, l.id], NULL, ARRAY[1, -1]::bigint[]
       FROM credit_accounts a JOIN credit_lots l USING (subject_id), generate_series(1, $2::int) AS g`,
    [AT, lines],
  );
  await owner.query('UPDATE credit_accounts SET sequence = sequence + $1', [lines]);
  await settled();
  const many = await bestOf(pairs, rounds);
  return { floor: few, subject: many, ratio: many / few };
}

/** The two cannot take turns, since a journal is not emptied; the best round of each is the one that was disturbed least. */
async function bestOf(measure: () => Promise<number>, rounds: number): Promise<number> {
  let best = 0;
  for (let round = 0; round < rounds; round += 1) best = Math.max(best, await measure());
  return best;
}
