import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { AccountState, Entry, Hold, JournalTransaction, Lot } from '../account.js';
import type {
  AccountQuery,
  AccountSummary,
  BooksReport,
  CreditStore,
  DueExpiry,
  LoadedAccount,
  Posting,
  RecordedCommand,
  StatementLine,
} from '../credit-store.js';

/** One person's books; replaced as a whole, so that an older one is a snapshot. */
interface Ledger {
  readonly state: AccountState;
  readonly journal: readonly JournalTransaction[];
  readonly commands: ReadonlyMap<string, RecordedCommand>;
  /** Open ones and ended ones. */
  readonly holds: ReadonlyMap<Id, Hold>;
}

/**
 * The books in this process's memory: for tests of whoever uses credits, and for trying the package out. It locks nothing:
 * a posting that was decided on older books is turned away, so that the decision is made again.
 */
export class MemoryCreditStore implements CreditStore {
  private readonly ledgers = new Map<SubjectId, Ledger>();

  load(_uow: UnitOfWork, query: AccountQuery): Promise<LoadedAccount> {
    const { state, commands, holds, journal } = this.ledgerOf(query.subjectId);
    const hold = query.holdId === undefined ? null : (holds.get(query.holdId) ?? null);
    const claimed = query.settlements ? state.lots.find((lot) => lot.reference === query.reference) : undefined;
    return Promise.resolve({
      state,
      recorded: query.key === null ? null : (commands.get(query.key) ?? null),
      hold,
      settlements: claimed
        ? settlementsOf(
            claimed.id,
            journal.flatMap(({ entries }) => entries),
          )
        : [],
    });
  }

  append(_uow: UnitOfWork, posting: Posting): Promise<'recorded' | 'moved-on'> {
    const ledger = this.ledgerOf(posting.subjectId);
    const { command, openedHold, endedHold } = posting;
    if (ledger.state.sequence !== posting.decidedOn || (command && ledger.commands.has(command.key))) return Promise.resolve('moved-on');
    const holds = new Map(ledger.holds);
    if (openedHold) holds.set(openedHold.id, openedHold);
    const ending = endedHold && holds.get(endedHold.holdId);
    if (ending && endedHold) {
      if (ending.endedAs !== null) throw new Error('a hold ends exactly once');
      holds.set(ending.id, { ...ending, endedAs: endedHold.endedAs });
    }
    this.ledgers.set(posting.subjectId, {
      state: posting.state,
      journal: [...ledger.journal, ...posting.transactions],
      // Through JSON as in a database, so that nobody comes to rely on more than that.
      commands: command
        ? new Map(ledger.commands).set(command.key, JSON.parse(JSON.stringify(command)) as RecordedCommand)
        : ledger.commands,
      holds,
    });
    return Promise.resolve('recorded');
  }

  summary(_uow: UnitOfWork, subjectId: SubjectId): Promise<AccountSummary> {
    const { available, owed, held, lots } = this.ledgerOf(subjectId).state;
    return Promise.resolve({ available, owed, held, lots: lots.filter(({ remaining }) => remaining > 0) });
  }

  statement(
    _uow: UnitOfWork,
    subjectId: SubjectId,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<StatementLine[]> {
    const older = this.ledgerOf(subjectId).journal.filter(({ sequence }) => page.before === null || sequence < page.before);
    const lines = older.toReversed().slice(0, page.limit);
    return Promise.resolve(
      lines.map(({ id, sequence, at, kind, amount, balance, creationId, note }) => ({
        id,
        sequence,
        at,
        kind,
        amount,
        balance,
        creationId,
        note,
      })),
    );
  }

  noteNextDue(): Promise<void> {
    return Promise.resolve();
  }

  dueExpiries(_uow: UnitOfWork, at: Instant, limit: number): Promise<DueExpiry[]> {
    const due = [...this.ledgers].flatMap(([subjectId, { state, holds }]) => [
      ...state.lots.flatMap(({ id, expiresAt, remaining }) =>
        expiresAt && remaining > 0 ? [{ kind: 'lot' as const, subjectId, id, expiresAt }] : [],
      ),
      ...[...holds.values()].flatMap(({ id, expiresAt, endedAs }) =>
        endedAs ? [] : [{ kind: 'hold' as const, subjectId, id, expiresAt }],
      ),
    ]);
    const inOrder = due.filter(({ expiresAt }) => expiresAt <= at).toSorted((a, b) => a.expiresAt.getTime() - b.expiresAt.getTime());
    return Promise.resolve(inOrder.slice(0, limit).map(({ kind, subjectId, id }) => ({ kind, subjectId, id })));
  }

  auditBooks(): Promise<BooksReport> {
    const ledgers = [...this.ledgers.values()];
    const journal = ledgers.flatMap((ledger) => ledger.journal);
    const entries = journal.flatMap((transaction) => transaction.entries);
    return Promise.resolve({
      transactions: journal.length,
      entries: entries.length,
      entriesSum: sum(entries),
      unbalancedTransactions: journal.filter((transaction) => sum(transaction.entries) !== 0).length,
      accountsOff: ledgers.filter(accountIsOff).length,
      lotsOff: ledgers.reduce((count, ledger) => count + ledger.state.lots.filter((lot) => lotIsOff(lot, ledger)).length, 0),
      statementLinesOff: ledgers.reduce((count, ledger) => count + linesOff(ledger), 0),
      holdsOff: ledgers.reduce((count, ledger) => count + holdsOff(ledger), 0),
    });
  }

  /** Puts one person's books back to what they were when {@link MemoryCreditStore.snapshot} was called. */
  snapshot(subjectId: SubjectId): () => void {
    const before = this.ledgers.get(subjectId);
    return () => {
      if (before) this.ledgers.set(subjectId, before);
      else this.ledgers.delete(subjectId);
    };
  }

  private ledgerOf(subjectId: SubjectId): Ledger {
    const empty = { subjectId, sequence: 0, available: 0, held: 0, owed: 0, lots: [], holds: [] };
    return this.ledgers.get(subjectId) ?? { state: empty, journal: [], commands: new Map(), holds: new Map() };
  }
}

function settlementsOf(claimLotId: Id, entries: readonly Entry[]): LoadedAccount['settlements'] {
  const paid = new Map<string, { account: 'available' | 'expiry'; lotId: Id; amount: number }>();
  for (const { account, lotId, amount, claimLotId: claim } of entries) {
    if (claim !== claimLotId || (account !== 'available' && account !== 'expiry')) continue;
    const before = paid.get(`${account} ${lotId}`)?.amount ?? 0;
    paid.set(`${account} ${lotId}`, { account, lotId, amount: before - amount });
  }
  return [...paid.values()].filter(({ amount }) => amount > 0);
}

const sum = (entries: readonly Entry[], where: (entry: Entry) => boolean = () => true) =>
  entries.reduce((total, entry) => (where(entry) ? total + entry.amount : total), 0);

function accountIsOff({ state, journal }: Ledger): boolean {
  const entries = journal.flatMap((transaction) => transaction.entries);
  const on = (account: Entry['account']) => sum(entries, (entry) => entry.account === account);
  const total = (field: 'remaining' | 'held' | 'owed') => state.lots.reduce((all, lot) => all + lot[field], 0);
  return (
    on('available') !== state.available ||
    on('held') !== state.held ||
    on('debt') !== -state.owed ||
    total('remaining') !== state.available ||
    total('held') !== state.held ||
    total('owed') !== state.owed ||
    journal.some(({ sequence }, index) => sequence !== index + 1)
  );
}

function lotIsOff(lot: Lot, { journal }: Ledger): boolean {
  const entries = journal.flatMap((transaction) => transaction.entries).filter(({ lotId }) => lotId === lot.id);
  const on = (account: Entry['account']) => sum(entries, (entry) => entry.account === account);
  return (
    on('issuance') !== -lot.amount ||
    on('available') !== lot.remaining ||
    on('held') !== lot.held ||
    on('expiry') !== lot.expired ||
    on('clawback') !== lot.clawedBack ||
    on('debt') !== -lot.owed
  );
}

function linesOff({ journal }: Ledger): number {
  let balance = 0;
  return journal.filter((line) => {
    const change = sum(line.entries, ({ account }) => account === 'available' || account === 'debt');
    balance += change;
    return line.amount !== change || line.balance !== balance;
  }).length;
}

function holdsOff({ holds, journal, state }: Ledger): number {
  const wrong = [...holds.values()].filter((hold) => {
    const endings = journal.filter(({ holdId, kind }) => holdId === hold.id && kind !== 'hold');
    return hold.endedAs === null ? endings.length > 0 : endings.length !== 1 || endings[0]?.kind !== hold.endedAs;
  });
  const open = [...holds.values()].filter(({ endedAs }) => endedAs === null);
  const kept = state.holds.filter(({ id, amount }) => holds.get(id)?.endedAs === null && holds.get(id)?.amount === amount).length;
  const credits = open.reduce((total, { amount }) => total + amount, 0);
  return wrong.length + (credits === state.held && kept === open.length && kept === state.holds.length ? 0 : 1);
}
