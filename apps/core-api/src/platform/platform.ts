import type { Foundation, Identity } from '@keepword/composition';
import type {
  PostgresFeedback,
  PostgresGuardians,
  PostgresIdempotency,
  PostgresOneTimeTokens,
  PostgresRectifications,
} from '@keepword/database';

/** Everything the controllers reach the world through; constructed once at boot. */
export interface Platform extends Foundation {
  readonly linkTokens: PostgresOneTimeTokens;
  readonly identity: Identity;
  readonly idempotency: PostgresIdempotency;
  readonly feedback: PostgresFeedback;
  readonly guardians: PostgresGuardians;
  readonly rectifications: PostgresRectifications;
}

export const PLATFORM = Symbol('Platform');
