import type { Id, Instant, Refusal, SubjectId, UnitOfWork } from '@keepword/primitives';

export type HoldRefusal = Refusal<'insufficient-credits', { available: number; needed: number }> | Refusal<'credit-debt', { owed: number }>;

interface HoldChange {
  /** The creation's id is the hold's key: one creation has one hold, which ends exactly once. */
  readonly creationId: Id;
  readonly subjectId: SubjectId;
  readonly at: Instant;
}

/** What creations need of credits; all of it joins the caller's transaction. */
export interface CreditHolds {
  hold(uow: UnitOfWork, hold: HoldChange & { readonly amount: number }): Promise<HoldRefusal | null>;
  /** Spends `amount` of the hold, at most what was held, and gives the rest back. */
  capture(uow: UnitOfWork, capture: HoldChange & { readonly amount: number }): Promise<void>;
  /** Gives the whole hold back. */
  release(uow: UnitOfWork, release: HoldChange): Promise<void>;
}
