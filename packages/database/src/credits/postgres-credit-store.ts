import type {
  AccountQuery,
  AccountState,
  AccountSummary,
  BooksReport,
  CreditStore,
  DueExpiry,
  Hold,
  JournalTransaction,
  LoadedAccount,
  Lot,
  Posting,
  RecordedCommand,
  Settlement,
  StatementLine,
} from '@keepword/credits';
import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf, runPrepared, sendPrepared } from '../unit-of-work.js';
import { auditBooksQuery } from './audit-books-query.js';
import { bookOf, holdsIn, lotsIn, nextDueOf, requireSound, type Book } from './book.js';
import * as statements from './credit-statements.js';

/** PostgreSQL hands out `bigint` as text. */
type WithText<Row, Field extends keyof Row> = Omit<Row, Field> & Readonly<Record<Field, string>>;

interface AccountRow {
  readonly sequence: string;
  readonly available: string;
  readonly held: string;
  readonly owed: string;
  readonly book: Book;
}

type LotRow = WithText<Lot, 'amount' | 'remaining' | 'held' | 'expired' | 'clawedBack' | 'owed' | 'grantedSequence'>;
type LineRow = WithText<StatementLine, 'sequence' | 'amount' | 'balance'>;

/** The books in PostgreSQL. `load` locks the person's account row until the unit of work ends. */
export class PostgresCreditStore implements CreditStore {
  async load(uow: UnitOfWork, query: AccountQuery): Promise<LoadedAccount> {
    const { subjectId, key, holdId, reference } = query;
    const [row, recorded] = (await lockedAccount(uow, subjectId, key)) ?? (await openedAccount(uow, subjectId, key));
    const state: AccountState = {
      subjectId,
      sequence: Number(row.sequence),
      available: Number(row.available),
      held: Number(row.held),
      owed: Number(row.owed),
      lots: lotsIn(row.book),
      holds: holdsIn(row.book),
    };
    requireSound(state);
    if (recorded) return { state, recorded, hold: null, settlements: [] };
    const hold = holdId === undefined ? null : (state.holds.find(({ id }) => id === holdId) ?? (await endedHold(uow, subjectId, holdId)));
    if (reference === undefined) return { state, recorded, hold, settlements: [] };
    const settlements = query.settlements ? await settlementsOf(uow, subjectId, reference) : [];
    const closed = await closedLots(uow, state, reference, settlements);
    return { state: { ...state, lots: [...state.lots, ...closed] }, recorded, hold, settlements };
  }

  /** Waits for no answer: nobody else moves these books while `load` holds their lock, and what PostgreSQL refuses fails the unit of work. */
  append(uow: UnitOfWork, posting: Posting): Promise<'recorded'> {
    const { subjectId, state, decidedOn, transactions, command, grantedLot, openedHold } = posting;
    if (grantedLot) {
      const { id, source, reference, amount, priority, expiresAt, grantedSequence } = grantedLot;
      sendPrepared(uow, statements.insertLot, [id, subjectId, source, reference, amount, priority, instant(expiresAt), grantedSequence]);
    }
    const last = transactions.at(-1);
    if (!last) throw new Error('a posting has at least one journal transaction');
    const book = bookOf(state);
    sendPrepared(uow, statements.moveAccount, [
      subjectId,
      state.sequence,
      decidedOn,
      state.available,
      state.held,
      state.owed,
      JSON.stringify(book),
      instant(last.at),
      instant(nextDueOf(book)),
    ]);
    // A command is remembered once, though lots that came due may add lines of their own.
    for (const line of transactions)
      sendPrepared(uow, statements.insertLine, lineValues(subjectId, line, openedHold, line === last ? command : null));
    return Promise.resolve('recorded');
  }

  async summary(uow: UnitOfWork, subjectId: SubjectId): Promise<AccountSummary> {
    const [row] = await runPrepared<AccountRow>(uow, statements.readAccount, [subjectId]);
    if (!row) return { available: 0, held: 0, owed: 0, lots: [] };
    const lots = lotsIn(row.book).filter(({ remaining }) => remaining > 0);
    return { available: Number(row.available), held: Number(row.held), owed: Number(row.owed), lots };
  }

  async statement(
    uow: UnitOfWork,
    subjectId: SubjectId,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<StatementLine[]> {
    const values = [subjectId, page.before ?? Number.MAX_SAFE_INTEGER, page.limit];
    const rows = await runPrepared<LineRow>(uow, statements.readStatement, values);
    return rows.map((row) => ({ ...row, sequence: Number(row.sequence), amount: Number(row.amount), balance: Number(row.balance) }));
  }

  noteNextDue(uow: UnitOfWork, state: AccountState): Promise<void> {
    sendPrepared(uow, statements.noteNextDue, [state.subjectId, state.sequence, instant(nextDueOf(bookOf(state)))]);
    return Promise.resolve();
  }

  dueExpiries(uow: UnitOfWork, at: Instant, limit: number): Promise<DueExpiry[]> {
    return runPrepared<DueExpiry>(uow, statements.findDue, [at.toISOString(), at.getTime(), limit]);
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

type Locked = readonly [account: AccountRow, recorded: RecordedCommand | null];

async function lockedAccount(uow: UnitOfWork, subjectId: SubjectId, key: string | null): Promise<Locked | null> {
  const locking = runPrepared<AccountRow>(uow, statements.lockAccount, [subjectId]);
  const finding = key === null ? [] : runPrepared<RecordedCommand>(uow, statements.findCommand, [subjectId, key]);
  const [[account], [recorded]] = await Promise.all([locking, finding]);
  return account ? [account, recorded ?? null] : null;
}

async function openedAccount(uow: UnitOfWork, subjectId: SubjectId, key: string | null): Promise<Locked> {
  sendPrepared(uow, statements.openAccount, [subjectId]);
  const locked = await lockedAccount(uow, subjectId, key);
  if (!locked) throw new Error('the ledger answered no account');
  return locked;
}

async function endedHold(uow: UnitOfWork, subjectId: SubjectId, holdId: Id): Promise<Hold | null> {
  const [ended] = await runPrepared<WithText<Hold, 'amount'>>(uow, statements.endedHold, [subjectId, holdId]);
  return ended ? { ...ended, id: holdId, amount: Number(ended.amount), parts: [] } : null;
}

async function settlementsOf(uow: UnitOfWork, subjectId: SubjectId, reference: string): Promise<Settlement[]> {
  const rows = await runPrepared<WithText<Settlement, 'amount'>>(uow, statements.settlementsOf, [subjectId, reference]);
  return rows.map((row) => ({ ...row, amount: Number(row.amount) }));
}

/** The lot that a reference names, and those that paid for it, unless the book has them. */
async function closedLots(uow: UnitOfWork, state: AccountState, reference: string, settlements: readonly Settlement[]): Promise<Lot[]> {
  const paying = settlements.map(({ lotId }) => lotId);
  const open = state.lots.map(({ id }) => id);
  const rows = await runPrepared<LotRow>(uow, statements.closedLots, [state.subjectId, reference, paying, open]);
  return rows.map((row) => ({
    ...row,
    amount: Number(row.amount),
    remaining: Number(row.remaining),
    held: Number(row.held),
    expired: Number(row.expired),
    clawedBack: Number(row.clawedBack),
    owed: Number(row.owed),
    grantedSequence: Number(row.grantedSequence),
  }));
}

function lineValues(subjectId: SubjectId, line: JournalTransaction, openedHold: Hold | null, command: Posting['command']): unknown[] {
  const { sequence, balance, held, id, at, kind, amount, holdId, creationId, note, entries } = line;
  return [
    subjectId,
    sequence,
    balance,
    held,
    id,
    instant(at),
    kind,
    amount,
    holdId,
    holdId !== null && kind !== 'hold',
    kind === 'hold' && openedHold ? instant(openedHold.expiresAt) : null,
    creationId,
    note,
    command?.key,
    command?.digest,
    command && JSON.stringify(command.outcome),
    arrayOf(entries, ({ account }) => account),
    arrayOf(entries, ({ lotId }) => lotId),
    entries.some(({ claimLotId }) => claimLotId !== null) ? arrayOf(entries, ({ claimLotId }) => claimLotId ?? 'NULL') : null,
    arrayOf(entries, (entry) => entry.amount),
  ];
}

/** Written here, since the driver writes dates in the zone of its process. */
function instant(at: Instant | null): string | null {
  return at && at.toISOString();
}

/** PostgreSQL's text of an array of ids, numbers or account names, which need no quotes. */
function arrayOf<Item>(items: readonly Item[], of: (item: Item) => string | number): string {
  return `{${items.map(of).join(',')}}`;
}
