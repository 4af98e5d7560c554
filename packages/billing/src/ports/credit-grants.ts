import type { Id, Instant, SubjectId, UnitOfWork } from '@keepword/primitives';

export interface PurchasedCredits {
  readonly subjectId: SubjectId;
  readonly purchaseId: Id;
  readonly credits: number;
  /** Idempotency key: the same key is the same movement. */
  readonly key: string;
}

/** Credits that come in. */
export interface GrantedCredits extends PurchasedCredits {
  readonly source: 'paid' | 'subscription';
  /** From then on what is not spent is gone; null keeps it for ever. */
  readonly expiresAt: Instant | null;
}

/** What billing asks of whoever keeps the credits. Each call throws rather than do nothing. */
export interface CreditGrants {
  grant(uow: UnitOfWork, credits: GrantedCredits, at: Instant): Promise<void>;
  /** Also when they are spent. */
  clawBack(uow: UnitOfWork, credits: PurchasedCredits, at: Instant): Promise<void>;
  restore(uow: UnitOfWork, credits: PurchasedCredits, at: Instant): Promise<void>;
}
