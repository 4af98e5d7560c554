import type { Foundation, Identity } from '@keepword/composition';
import type { PostgresIdempotency, PostgresOneTimeTokens } from '@keepword/database';

/** Everything the controllers reach the world through; constructed once at boot. */
export interface Platform extends Foundation {
  readonly linkTokens: PostgresOneTimeTokens;
  readonly identity: Identity;
  readonly idempotency: PostgresIdempotency;
}

export const PLATFORM = Symbol('Platform');
