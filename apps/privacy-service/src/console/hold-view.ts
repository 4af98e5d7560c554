import type { LegalHoldView } from '@keepword/contracts';
import type { StoredHold } from '@keepword/database';
import type { Instant } from '@keepword/primitives';

export function holdView({ categories, setAt, reviewAt, liftedAt, ...hold }: StoredHold, at: Instant): LegalHoldView {
  return {
    ...hold,
    scope: categories === 'all' ? 'all' : [...categories],
    setAt: setAt.toISOString(),
    reviewAt: reviewAt.toISOString(),
    isReviewOverdue: liftedAt === null && reviewAt <= at,
    liftedAt: liftedAt?.toISOString() ?? null,
  };
}
