import type { Foundation, Identity } from '@keepword/composition';
import type { PostgresFeedback, PostgresIdempotency, PostgresOneTimeTokens } from '@keepword/database';

/** Everything the controllers reach the world through; constructed once at boot. */
export interface Platform extends Foundation {
  readonly linkTokens: PostgresOneTimeTokens;
  readonly identity: Identity;
  readonly idempotency: PostgresIdempotency;
  readonly feedback: PostgresFeedback;
}

export const PLATFORM = Symbol('Platform');
