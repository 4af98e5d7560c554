/** Everything that comes in has a bound; these are the ledger's. */
export const CREDIT_LIMITS = {
  /** Credits moved by one command. With {@link CREDIT_LIMITS.openLots} no balance can leave the range of exact numbers. */
  amountPerCommand: 10_000_000,
  /** Lots of one person that still hold something. */
  openLots: 1_000,
  /** Characters of an idempotency key. */
  key: 200,
  /** Characters of the reference that a grant is later found by. */
  reference: 200,
  /** Characters of a note. */
  note: 200,
  /** Items of one statement page. */
  statementPage: 100,
  /** Due lots and holds that one sweep may list. */
  sweep: 1_000,
} as const;
