import type { Id, Instant, SubjectId } from '@keepword/primitives';

/** Where the credits of a lot came from. Only `paid` lots stand in for each other when a payment is taken back. */
export type LotSource = 'paid' | 'promotional' | 'subscription';

/**
 * Chart of accounts. The first three belong to a person and carry a running balance:
 * - `available`: credits that can be held (never below 0)
 * - `held`: credits reserved by open holds (never below 0)
 * - `debt`: credits that were taken back after they had been spent (never above 0)
 *
 * The rest are the house's own. They are sums over entries and keep no running balance, so no two people ever wait for the same row:
 * - `issuance`: credits given out (its sum is the negative of all that was ever granted)
 * - `consumption`: credits spent
 * - `expiry`: credits that ran out of time
 * - `clawback`: credits taken back because the payment behind them was
 */
export const SUBJECT_ACCOUNTS = ['available', 'held', 'debt'] as const;
export const SYSTEM_ACCOUNTS = ['issuance', 'consumption', 'expiry', 'clawback'] as const;
export type AccountName = (typeof SUBJECT_ACCOUNTS)[number] | (typeof SYSTEM_ACCOUNTS)[number];

/** One line of a journal transaction. The amounts of a transaction's entries sum to zero. */
export interface Entry {
  readonly account: AccountName;
  /** The lot whose credits move; for `debt` and `clawback` the lot that is being clawed back. */
  readonly lotId: Id;
  /** Set on `available` and `expiry` entries that pay for the clawback of another lot (or of their own): that lot. */
  readonly claimLotId: Id | null;
  /** Whole credits, not 0; above 0 puts credits into the account. */
  readonly amount: number;
}

/** Credits that were granted together. `amount = remaining + held + consumed + expired + taken for a clawback`. */
export interface Lot {
  readonly id: Id;
  readonly source: LotSource;
  /** What the granter calls it (a purchase id), unique per person; null when it is never clawed back. */
  readonly reference: string | null;
  readonly amount: number;
  readonly remaining: number;
  readonly held: number;
  readonly expired: number;
  /** How much of {@link Lot.amount} is taken back, paid or still owed. */
  readonly clawedBack: number;
  /** The part of {@link Lot.clawedBack} that nothing has paid for yet. */
  readonly owed: number;
  /** Lower burns first. */
  readonly priority: number;
  /** From this instant on the available part is gone; null keeps for ever. */
  readonly expiresAt: Instant | null;
  /** The grant's place in the person's journal: the order of age. */
  readonly grantedSequence: number;
}

export type HoldEnding = 'capture' | 'release' | 'hold-expiry';

/** Credits reserved for one creation. */
export interface Hold {
  readonly id: Id;
  readonly amount: number;
  readonly creationId: Id | null;
  readonly expiresAt: Instant;
  /** Null while the hold is open. */
  readonly endedAs: HoldEnding | null;
  /** What was taken from which lot, in burn order. */
  readonly parts: readonly LotPart[];
}

export interface LotPart {
  readonly lotId: Id;
  readonly amount: number;
}

/** What another lot (or the expired part of the lot itself) has paid towards a clawback. */
export interface Settlement {
  readonly account: 'available' | 'expiry';
  readonly lotId: Id;
  readonly amount: number;
}

/** A person's books as a decision sees them. */
export interface AccountState {
  readonly subjectId: SubjectId;
  /** Number of journal transactions so far; the next one gets this plus 1. */
  readonly sequence: number;
  readonly available: number;
  readonly held: number;
  /** What is owed after clawbacks, 0 or more. */
  readonly owed: number;
  /** Every lot with something remaining, held or owed, and those that the loaded reference or settlements name. */
  readonly lots: readonly Lot[];
  /** Every open hold. */
  readonly holds: readonly Hold[];
}

/** The spendable balance, below 0 while a clawback is owed. Every statement sums to it. */
export function balanceOf(state: Pick<AccountState, 'available' | 'owed'>): number {
  return state.available - state.owed;
}

/** Whether a lot still counts: one without anything remaining, held or owed is history, and stands in the journal. */
export function isOpen(lot: Pick<Lot, 'remaining' | 'held' | 'owed'>): boolean {
  return lot.remaining > 0 || lot.held > 0 || lot.owed > 0;
}

export type TransactionKind = 'grant' | 'hold' | HoldEnding | 'lot-expiry' | 'clawback' | 'clawback-restored';

/** One balanced movement, never changed once written. */
export interface JournalTransaction {
  readonly id: Id;
  /** 1, 2, 3 … per person, without gaps. */
  readonly sequence: number;
  readonly at: Instant;
  readonly kind: TransactionKind;
  /** Change of the person's balance: what the statement shows. */
  readonly amount: number;
  /** The balance after it. */
  readonly balance: number;
  /** Credits in open holds after it. */
  readonly held: number;
  readonly holdId: Id | null;
  readonly creationId: Id | null;
  readonly note: string;
  readonly entries: readonly Entry[];
}
