import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';
import type { AccountState, Hold, JournalTransaction, Lot, Settlement, TransactionKind } from './account.js';
import type { EndedHold } from './books.js';

/** What a command needs to see. */
export interface AccountQuery {
  readonly subjectId: SubjectId;
  /** Its idempotency key; null for sweeps, which are idempotent by what they ask. */
  readonly key: string | null;
  readonly holdId?: Id;
  /** A grant's reference: its lot is loaded even when it is used up. */
  readonly reference?: string;
  /** Also load what has paid for the clawback of that lot. */
  readonly settlements?: boolean;
}

/** A command that was carried out before under the same key. */
export interface RecordedCommand {
  readonly digest: string;
  /** Plain JSON. */
  readonly outcome: unknown;
}

export interface LoadedAccount {
  readonly state: AccountState;
  readonly recorded: RecordedCommand | null;
  /** The hold asked for, when it exists and is this person's. */
  readonly hold: Hold | null;
  readonly settlements: readonly Settlement[];
}

/** Everything that one command writes; all of it or nothing. */
export interface Posting {
  readonly subjectId: SubjectId;
  /** {@link AccountState.sequence} that the decision was made on. */
  readonly decidedOn: number;
  /** The books after it; lots that are not open any more need not be kept. */
  readonly state: AccountState;
  /** At least one. */
  readonly transactions: readonly JournalTransaction[];
  readonly command: ({ readonly key: string } & RecordedCommand) | null;
  readonly grantedLot: Lot | null;
  readonly openedHold: Hold | null;
  readonly endedHold: EndedHold | null;
}

/** A person's books for showing. */
export interface AccountSummary {
  readonly available: number;
  readonly owed: number;
  readonly held: number;
  /** Lots with something remaining. */
  readonly lots: readonly Pick<Lot, 'source' | 'remaining' | 'expiresAt' | 'priority' | 'grantedSequence'>[];
}

export interface StatementLine {
  readonly id: Id;
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: TransactionKind;
  readonly amount: number;
  readonly balance: number;
  readonly creationId: Id | null;
  readonly note: string;
}

/** A lot or a hold whose time has come; or `review`: books that a store must look into to know when something is. */
export type DueExpiry =
  | { readonly kind: 'lot'; readonly subjectId: SubjectId; readonly id: Id }
  | { readonly kind: 'hold'; readonly subjectId: SubjectId; readonly id: Id }
  | { readonly kind: 'review'; readonly subjectId: SubjectId; readonly id: null };

/** Counts of what does not add up; all are 0 in books that balance. */
export interface BooksReport {
  readonly transactions: number;
  readonly entries: number;
  /** Sum over every entry ever written. */
  readonly entriesSum: number;
  readonly unbalancedTransactions: number;
  /** People whose account row differs from the sum of its entries or of its lots, or whose journal has a gap, or whom a sweep would miss. */
  readonly accountsOff: number;
  readonly lotsOff: number;
  /** Transactions whose stored amount or balance differs from what their entries make it. */
  readonly statementLinesOff: number;
  /** Holds that ended without, or other than with, exactly one ending transaction; or open ones whose credits are not in `held`. */
  readonly holdsOff: number;
}

/**
 * Where the books are kept. `load` and `append` of one unit of work see and change one person's books as if nobody else did:
 * either `load` keeps others out until the unit of work ends, or `append` notices that the books moved on.
 */
export interface CreditStore {
  /** Opens the account of a person it does not know yet. */
  load(uow: UnitOfWork, query: AccountQuery): Promise<LoadedAccount>;
  /** `moved-on`: nothing was written, because the books are no longer those that `decidedOn` names. */
  append(uow: UnitOfWork, posting: Posting): Promise<'recorded' | 'moved-on'>;
  /** All zero for a person without an account. Locks nothing. */
  summary(uow: UnitOfWork, subjectId: SubjectId): Promise<AccountSummary>;
  /** Newest first, `sequence` below `before` when given. */
  statement(
    uow: UnitOfWork,
    subjectId: SubjectId,
    page: { readonly before: number | null; readonly limit: number },
  ): Promise<StatementLine[]>;
  /** Books, loaded in this unit of work, in which a sweep found nothing to do: lets a store note when to look again. */
  noteNextDue(uow: UnitOfWork, state: AccountState): Promise<void>;
  /** Over all people, longest due first; needs a unit of work that may cross subjects. */
  dueExpiries(uow: UnitOfWork, at: Instant, limit: number): Promise<DueExpiry[]>;
  /** Over all people; needs a unit of work that may cross subjects. */
  auditBooks(uow: UnitOfWork): Promise<BooksReport>;
}
