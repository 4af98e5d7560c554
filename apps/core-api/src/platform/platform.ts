import type { Foundation, Identity } from '@keepword/composition';
import type {
  PostgresFeedback,
  PostgresGuardianLinks,
  PostgresGuardians,
  PostgresIdempotency,
  PostgresOneTimeTokens,
  PostgresRectifications,
  PostgresSpendApprovals,
} from '@keepword/database';

/** Everything the controllers reach the world through; constructed once at boot. */
export interface Platform extends Foundation {
  readonly linkTokens: PostgresOneTimeTokens;
  readonly identity: Identity;
  readonly idempotency: PostgresIdempotency;
  readonly feedback: PostgresFeedback;
  readonly guardians: PostgresGuardians;
  readonly guardianLinks: PostgresGuardianLinks;
  readonly spendApprovals: PostgresSpendApprovals;
  readonly rectifications: PostgresRectifications;
}

export const PLATFORM = Symbol('Platform');
