import { createHash, randomInt, randomUUID } from 'node:crypto';
import type { Clock } from '@keepword/primitives';
import type { Pool } from 'pg';
import { AuthFailure } from './auth-failure.js';

export type OneTimeTokenType = 'confirmation_token' | 'recovery_token' | 'email_change_token_new' | 'email_change_token_current';

/** A token and the six digits that stand for it. */
export interface OneTimeToken {
  readonly digits: string;
  readonly hash: string;
}

const lifetimeMs = 3_600_000;

/** The hash that stands in links; `pkce_` before it says that the link ends in a code instead of tokens. */
export function hashOfDigits(email: string, digits: string): string {
  return createHash('sha224')
    .update(email.toLowerCase() + digits)
    .digest('hex');
}

/** One live token per person and type: a new mail makes the link of the one before it dead. */
export class OneTimeTokens {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async put(userId: string, type: OneTimeTokenType, email: string, pkce: boolean): Promise<OneTimeToken> {
    const digits = String(randomInt(1_000_000)).padStart(6, '0');
    const hash = `${pkce ? 'pkce_' : ''}${hashOfDigits(email, digits)}`;
    await this.pool.query(
      `INSERT INTO auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $6::timestamptz AT TIME ZONE 'UTC', $6::timestamptz AT TIME ZONE 'UTC')
       ON CONFLICT (user_id, token_type) DO UPDATE SET token_hash = EXCLUDED.token_hash, relates_to = EXCLUDED.relates_to, created_at = EXCLUDED.created_at, updated_at = EXCLUDED.updated_at`,
      [randomUUID(), userId, type, hash, email.toLowerCase(), this.clock.now()],
    );
    return { digits, hash };
  }

  /** Spends the token. @throws AuthFailure `otp_expired` when it is unknown, spent or too old */
  async take(hash: string, types: readonly OneTimeTokenType[]): Promise<{ userId: string; type: OneTimeTokenType }> {
    const { rows } = await this.pool.query<{ user_id: string; token_type: OneTimeTokenType; fresh: boolean }>(
      `DELETE FROM auth.one_time_tokens WHERE token_hash = $1 AND token_type::text = ANY ($2)
       RETURNING user_id, token_type, created_at > $3::timestamptz AT TIME ZONE 'UTC' AS fresh`,
      [hash, types, new Date(this.clock.now().getTime() - lifetimeMs)],
    );
    if (!rows[0]?.fresh) throw new AuthFailure(403, 'otp_expired', 'The link is unknown, spent or too old');
    return { userId: rows[0].user_id, type: rows[0].token_type };
  }

  async dropAll(userId: string): Promise<void> {
    await this.pool.query('DELETE FROM auth.one_time_tokens WHERE user_id = $1', [userId]);
  }
}
