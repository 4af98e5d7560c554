import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '@keepword/primitives';
import type { Pool } from 'pg';
import { AuthFailure } from './auth-failure.js';
import type { AuthenticationMethod } from './auth-sessions.js';

export interface FlowStateRow {
  readonly id: string;
  readonly user_id: string | null;
  readonly auth_code: string;
  readonly code_challenge_method: 's256' | 'plain';
  readonly code_challenge: string;
  readonly provider_access_token: string | null;
  readonly created_at: Date;
  readonly authentication_method: AuthenticationMethod;
  readonly auth_code_issued_at: Date | null;
}

export interface CodeChallenge {
  readonly challenge: string;
  readonly method: 's256' | 'plain';
}

const lifetimeMs = 300_000;
const keptMs = 24 * 3_600_000;

/** Null when the client did not ask for PKCE. @throws AuthFailure when only half of it was given */
export function readCodeChallenge(challenge: unknown, method: unknown): CodeChallenge | null {
  if (!challenge && !method) return null;
  const name = typeof method === 'string' ? method.toLowerCase() : '';
  if (typeof challenge !== 'string' || !/^[\w.~-]{43,128}$/.test(challenge) || (name !== 's256' && name !== 'plain')) {
    throw new AuthFailure(400, 'validation_failed', 'PKCE needs a code_challenge of 43 to 128 characters and its code_challenge_method');
  }
  return { challenge, method: name };
}

/** Sign-ins with PKCE on their way; a row goes when its code is exchanged, or after a day. */
export class FlowStates {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async start(
    flow: CodeChallenge & { provider: string; authenticationMethod: AuthenticationMethod; userId: string | null },
  ): Promise<string> {
    const now = this.clock.now();
    const id = randomUUID();
    await this.pool.query('DELETE FROM auth.flow_state WHERE created_at < $1', [new Date(now.getTime() - keptMs)]);
    await this.pool.query(
      `INSERT INTO auth.flow_state (id, user_id, auth_code, code_challenge_method, code_challenge, provider_type, created_at, updated_at, authentication_method)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)`,
      [id, flow.userId, randomUUID(), flow.method, flow.challenge, flow.provider, now, flow.authenticationMethod],
    );
    return id;
  }

  /** Back from the provider: from now on the code can be exchanged. */
  async issueForProvider(id: string, userId: string, providerAccessToken: string): Promise<string> {
    const { rows } = await this.pool.query<FlowStateRow>(
      `UPDATE auth.flow_state SET user_id = $2, provider_access_token = $3, auth_code_issued_at = $4, updated_at = $4 WHERE id = $1 AND auth_code_issued_at IS NULL RETURNING *`,
      [id, userId, providerAccessToken, this.clock.now()],
    );
    if (!rows[0]) throw new AuthFailure(404, 'flow_state_not_found', 'No running flow fits');
    return rows[0].auth_code;
  }

  /** A mailed link was followed: the latest flow that this person began that way gets its code. */
  async issueForLink(userId: string, method: AuthenticationMethod): Promise<string> {
    const { rows } = await this.pool.query<FlowStateRow>(
      `UPDATE auth.flow_state SET auth_code_issued_at = $3, updated_at = $3
       WHERE id = (SELECT id FROM auth.flow_state WHERE user_id = $1 AND authentication_method = $2 ORDER BY created_at DESC LIMIT 1) RETURNING *`,
      [userId, method, this.clock.now()],
    );
    if (!rows[0]) throw new AuthFailure(404, 'flow_state_not_found', 'No running flow fits');
    return rows[0].auth_code;
  }

  /** Each code works once. @throws AuthFailure `flow_state_not_found`, `flow_state_expired`, `bad_code_verifier` */
  async exchange(authCode: string, verifier: string): Promise<FlowStateRow & { user_id: string }> {
    const missing = new AuthFailure(404, 'flow_state_not_found', 'No running flow fits');
    const { rows } = await this.pool.query<FlowStateRow>(
      'SELECT * FROM auth.flow_state WHERE auth_code = $1 AND auth_code_issued_at IS NOT NULL',
      [authCode],
    );
    const found = rows[0];
    if (!found) throw missing;
    const since = found.authentication_method === 'oauth' ? found.created_at : (found.auth_code_issued_at ?? found.created_at);
    if (this.clock.now().getTime() - since.getTime() > lifetimeMs) throw new AuthFailure(403, 'flow_state_expired', 'The flow is too old');
    const computed = found.code_challenge_method === 's256' ? createHash('sha256').update(verifier).digest('base64url') : verifier;
    if (computed !== found.code_challenge) throw new AuthFailure(400, 'bad_code_verifier', 'The code verifier does not fit the challenge');
    const { rows: spent } = await this.pool.query<FlowStateRow>('DELETE FROM auth.flow_state WHERE id = $1 RETURNING *', [found.id]);
    if (!spent[0]?.user_id) throw missing;
    return { ...spent[0], user_id: spent[0].user_id };
  }
}
