export {
  SUBJECT_ACCOUNTS,
  SYSTEM_ACCOUNTS,
  isOpen,
  type AccountName,
  type AccountState,
  type Entry,
  type Hold,
  type HoldEnding,
  type JournalTransaction,
  type Lot,
  type LotPart,
  type LotSource,
  type Settlement,
  type TransactionKind,
} from './account.js';
export { type EndedHold } from './books.js';
export {
  clawBack,
  restoreClawback,
  type ClawBack,
  type ClawbackDone,
  type ClawbackRefusal,
  type RestoreClawback,
  type RestoreRefusal,
} from './claw-back.js';
export { type AmountOutOfRange, type Done, type IdempotencyConflict } from './command.js';
export {
  type AccountQuery,
  type AccountSummary,
  type BooksReport,
  type CreditStore,
  type DueExpiry,
  type LoadedAccount,
  type Posting,
  type RecordedCommand,
  type StatementLine,
} from './credit-store.js';
export {
  captureHold,
  expireHold,
  releaseHold,
  type CaptureHold,
  type CaptureRefusal,
  type EndRefusal,
  type ExpireHold,
  type ExpireHoldRefusal,
  type HoldEnded,
  type ReleaseHold,
} from './end-hold.js';
export { dueExpiries, expireLots } from './expire-lots.js';
export { grantCredits, type CreditsGranted, type GrantCredits, type GrantRefusal } from './grant-credits.js';
export {
  holdCredits,
  type CreditsHeld,
  type HoldCredits,
  type HoldRefusal,
  type InDebt,
  type InsufficientCredits,
} from './hold-credits.js';
export { CREDIT_LIMITS } from './limits.js';
export { balance, isStatementCursor, statementPage, type CreditBalance, type StatementItem, type StatementPage } from './read-credits.js';
export { statementCsv, type InUnitOfWork } from './statement-csv.js';
export { verifyBooks, type BooksVerified } from './verify-books.js';
