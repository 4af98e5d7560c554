import type {
  AccountQuery,
  AccountSummary,
  BooksReport,
  CreditStore,
  DueExpiry,
  Hold,
  HoldEnding,
  LoadedAccount,
  Lot,
  Posting,
  Settlement,
  StatementLine,
} from '@keepword/credits';
import type { Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf, runPrepared, sendPrepared } from '../unit-of-work.js';
import { auditBooksQuery } from './audit-books-query.js';

const loadStatement = { name: 'credit_load', text: 'SELECT credit_load($1, $2, $3, $4, $5) AS account' };
const lotStatement = {
  name: 'credit_lot',
  text: `INSERT INTO credit_lots (id, subject_id, source, reference, amount, remaining, held, expired, clawed_back, owed, priority, expires_at,
      granted_sequence, is_open) VALUES ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0, $6, $7, $8, false)`,
};
const postStatement = {
  name: 'credit_post',
  text: 'SELECT credit_post($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)',
};

/** PostgreSQL's text of an array of ids, numbers or account names, which need no quotes. */
function arrayOf<Item>(items: readonly Item[], of: (item: Item) => string | number): string {
  return `{${items.map(of).join(',')}}`;
}

/** A lot as `to_jsonb` writes its row. */
interface LotJson {
  readonly id: string;
  readonly source: Lot['source'];
  readonly reference: string | null;
  readonly amount: number;
  readonly remaining: number;
  readonly held: number;
  readonly expired: number;
  readonly clawed_back: number;
  readonly owed: number;
  readonly priority: number;
  readonly expires_at: string | null;
  readonly granted_sequence: number;
}

interface HoldJson {
  readonly id: string;
  readonly amount: number;
  readonly creation_id: string | null;
  readonly expires_at: string;
  readonly lot_ids: readonly string[];
  readonly amounts: readonly number[];
}

interface AccountJson {
  readonly sequence: number;
  readonly available: number;
  readonly held: number;
  readonly owed: number;
  readonly lots: readonly LotJson[] | null;
  readonly recorded?: LoadedAccount['recorded'];
  readonly hold?: HoldJson | null;
  /** Of a hold that is not open any more. */
  readonly endedAs?: HoldEnding | null;
  readonly settlements?: readonly Settlement[] | null;
}

/** The books in PostgreSQL. `load` locks the person's account row until the unit of work ends. */
export class PostgresCreditStore implements CreditStore {
  async load(uow: UnitOfWork, query: AccountQuery): Promise<LoadedAccount> {
    const { subjectId, key, holdId = null, reference = null, settlements = false } = query;
    const [row] = await runPrepared<{ account: AccountJson }>(uow, loadStatement, [subjectId, key, holdId, reference, settlements]);
    if (!row) throw new Error('the ledger answered no account');
    const { sequence, available, held, owed, lots, recorded, hold, endedAs, settlements: settled } = row.account;
    return {
      state: { subjectId, sequence, available, held, owed, lots: (lots ?? []).map(lotOf) },
      recorded: recorded ?? null,
      hold: hold ? holdOf(hold, endedAs ?? null) : null,
      settlements: settled ?? [],
    };
  }

  /** Waits for no answer: nobody else moves these books while `load` holds their lock, and what PostgreSQL refuses fails the unit of work. */
  append(uow: UnitOfWork, { subjectId, transactions, command, grantedLot, openedHold }: Posting): Promise<'recorded'> {
    if (grantedLot) {
      const { id, source, reference, amount, priority, expiresAt, grantedSequence } = grantedLot;
      sendPrepared(uow, lotStatement, [id, subjectId, source, reference, amount, priority, expiresAt?.toISOString(), grantedSequence]);
    }
    transactions.forEach(({ sequence, id, at, kind, amount, balance, held, holdId, creationId, note, entries }, index) => {
      // A command is remembered once, though lots that came due may add lines of their own.
      const remembered = index === transactions.length - 1 ? command : null;
      sendPrepared(uow, postStatement, [
        subjectId,
        sequence,
        id,
        at.toISOString(),
        kind,
        amount,
        balance,
        held,
        holdId,
        creationId,
        kind === 'hold' ? openedHold?.expiresAt.toISOString() : null,
        note,
        remembered?.key,
        remembered?.digest,
        remembered && JSON.stringify(remembered.outcome),
        arrayOf(entries, ({ account }) => account),
        arrayOf(entries, ({ lotId }) => lotId),
        entries.some(({ claimLotId }) => claimLotId !== null) ? arrayOf(entries, ({ claimLotId }) => claimLotId ?? 'NULL') : null,
        arrayOf(entries, (entry) => entry.amount),
      ]);
    });
    return Promise.resolve('recorded');
  }

  async summary(uow: UnitOfWork, subjectId: SubjectId): Promise<AccountSummary> {
    const [row] = await entityManagerOf(uow).query<[{ available: string; held: string; owed: string; lots: LotJson[] }] | []>(
      `SELECT available, held, owed, coalesce((SELECT jsonb_agg(to_jsonb(l)) FROM credit_lots l
          WHERE l.subject_id = a.subject_id AND l.is_open AND l.remaining > 0), '[]') AS lots
         FROM credit_accounts a WHERE subject_id = $1`,
      [subjectId],
    );
    if (!row) return { available: 0, held: 0, owed: 0, lots: [] };
    return { available: Number(row.available), held: Number(row.held), owed: Number(row.owed), lots: row.lots.map(lotOf) };
  }

  async statement(
    uow: UnitOfWork,
    subjectId: SubjectId,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<StatementLine[]> {
    const rows = await entityManagerOf(uow).query<
      (Omit<StatementLine, 'sequence' | 'amount' | 'balance'> & Record<'sequence' | 'amount' | 'balance', string>)[]
    >(
      `SELECT id, sequence, at, kind, amount, balance, creation_id AS "creationId", note FROM credit_transactions
        WHERE subject_id = $1 AND sequence < $2 ORDER BY sequence DESC LIMIT $3`,
      [subjectId, page.before ?? Number.MAX_SAFE_INTEGER, page.limit],
    );
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence), amount: Number(row.amount), balance: Number(row.balance) }));
  }

  dueExpiries(uow: UnitOfWork, at: Instant, limit: number): Promise<DueExpiry[]> {
    return entityManagerOf(uow).query<DueExpiry[]>(
      `SELECT kind, "subjectId", id FROM (
         (SELECT 'lot' AS kind, subject_id AS "subjectId", id, expires_at FROM credit_lots
            WHERE is_open AND expires_at <= $1 AND remaining > 0 ORDER BY expires_at LIMIT $2)
         UNION ALL
         (SELECT 'hold', subject_id, id, expires_at FROM credit_holds WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2)
       ) AS due ORDER BY expires_at LIMIT $2`,
      [at, limit],
    );
  }

  async auditBooks(uow: UnitOfWork): Promise<BooksReport> {
    const [row] = await entityManagerOf(uow).query<[Record<keyof BooksReport, string>]>(auditBooksQuery);
    const count = (name: keyof BooksReport) => Number(row[name]);
    return {
      transactions: count('transactions'),
      entries: count('entries'),
      entriesSum: count('entriesSum'),
      unbalancedTransactions: count('unbalancedTransactions'),
      accountsOff: count('accountsOff'),
      lotsOff: count('lotsOff'),
      statementLinesOff: count('statementLinesOff'),
      holdsOff: count('holdsOff'),
    };
  }
}

function lotOf(row: LotJson): Lot {
  const { id, source, reference, amount, remaining, held, expired, clawed_back, owed, priority, expires_at, granted_sequence } = row;
  const expiresAt = expires_at === null ? null : new Date(expires_at);
  return {
    id,
    source,
    reference,
    amount,
    remaining,
    held,
    expired,
    clawedBack: clawed_back,
    owed,
    priority,
    expiresAt,
    grantedSequence: granted_sequence,
  };
}

function holdOf({ id, amount, creation_id, expires_at, lot_ids, amounts }: HoldJson, endedAs: HoldEnding | null): Hold {
  const parts = lot_ids.map((lotId, index) => ({ lotId, amount: amounts[index] ?? 0 }));
  return { id, amount, creationId: creation_id, expiresAt: new Date(expires_at), endedAs, parts };
}
