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
  LotPart,
  Posting,
  Settlement,
  StatementLine,
} from '@keepword/credits';
import type { Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf, runPrepared, sendPrepared } from '../unit-of-work.js';
import { auditBooksQuery } from './audit-books-query.js';

const loadStatement = { name: 'credit_load', text: 'SELECT credit_load($1, $2, $3, $4, $5) AS account' };
const postStatement = { name: 'credit_post', text: 'SELECT credit_post($1, $2, $3)' };

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
  readonly ended_as: HoldEnding | null;
  readonly parts: readonly LotPart[];
}

interface AccountJson {
  readonly sequence: number;
  readonly available: number;
  readonly held: number;
  readonly owed: number;
  readonly lots: readonly LotJson[];
  readonly recorded?: LoadedAccount['recorded'];
  readonly hold?: HoldJson;
  readonly settlements?: readonly Settlement[];
}

/** The books in PostgreSQL. `load` locks the person's account row until the unit of work ends. */
export class PostgresCreditStore implements CreditStore {
  async load(uow: UnitOfWork, query: AccountQuery): Promise<LoadedAccount> {
    const { subjectId, key, holdId = null, reference = null, settlements = false } = query;
    const [row] = await runPrepared<{ account: AccountJson }>(uow, loadStatement, [subjectId, key, holdId, reference, settlements]);
    if (!row) throw new Error('the ledger answered no account');
    const { sequence, available, held, owed, lots, recorded, hold, settlements: settled } = row.account;
    return {
      state: { subjectId, sequence, available, held, owed, lots: lots.map(lotOf) },
      recorded: recorded ?? null,
      hold: hold ? holdOf(hold) : null,
      settlements: settled ?? [],
    };
  }

  append(uow: UnitOfWork, posting: Posting): Promise<'recorded' | 'moved-on'> {
    const { subjectId, decidedOn, transactions, command, grantedLot, openedHold, endedHold } = posting;
    const opening = transactions.find(({ kind }) => kind === 'hold');
    const body = {
      transactions: transactions.map(({ entries: _, ...transaction }, index) =>
        // A command is remembered once, though lots that came due may add lines of their own.
        command && index === transactions.length - 1 ? { ...transaction, ...command } : transaction,
      ),
      entries: transactions.flatMap(({ sequence, entries }) => entries.map((entry, index) => ({ sequence, line: index + 1, ...entry }))),
      ...(grantedLot ? { lot: grantedLot } : {}),
      ...(openedHold && opening ? { opened: { ...openedHold, sequence: opening.sequence } } : {}),
      ...(endedHold ? { ended: endedHold } : {}),
    };
    // Not waited for: nobody else can move these books while `load` holds their lock, and what PostgreSQL refuses fails the unit of work.
    sendPrepared(uow, postStatement, [subjectId, decidedOn, JSON.stringify(body)]);
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
         (SELECT 'hold', subject_id, id, expires_at FROM credit_holds WHERE ended_as IS NULL AND expires_at <= $1 ORDER BY expires_at LIMIT $2)
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

function holdOf({ id, amount, creation_id, expires_at, ended_as, parts }: HoldJson): Hold {
  return { id, amount, creationId: creation_id, expiresAt: new Date(expires_at), endedAs: ended_as, parts };
}
