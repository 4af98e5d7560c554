import { randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from '@keepword/primitives';
import { errors, jwtVerify, SignJWT } from 'jose';
import type { Pool, PoolClient } from 'pg';
import type { SigningKey } from '../signing-key.js';
import { AuthFailure } from './auth-failure.js';
import { publicUser, type AuthUsers, type UserRow } from './auth-users.js';

export type AuthenticationMethod = 'password' | 'otp' | 'oauth' | 'magiclink' | 'recovery' | 'email/signup' | 'email_change';

const accessTokenLifetimeSeconds = 3_600;
/** A spent refresh token still works this long, for a client that asked twice at once. */
const reuseIntervalMs = 10_000;

interface RefreshTokenRow {
  readonly token: string;
  readonly user_id: string;
  readonly revoked: boolean;
  readonly parent: string | null;
  readonly session_id: string;
  readonly updated_at: Date;
}

export interface AuthSession {
  readonly access_token: string;
  readonly token_type: 'bearer';
  readonly expires_in: number;
  readonly expires_at: number;
  readonly refresh_token: string;
  readonly user: ReturnType<typeof publicUser>;
}

/** Sessions and their tokens. Neither the address nor the browser of anybody is kept: `ip` and `user_agent` stay null. */
export class AuthSessions {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly users: AuthUsers,
    private readonly key: SigningKey,
    private readonly issuer: string,
  ) {}

  async open(user: UserRow, method: AuthenticationMethod): Promise<AuthSession> {
    const now = this.clock.now();
    if (user.banned_until && user.banned_until > now) throw new AuthFailure(403, 'user_banned', 'This user is banned');
    const sessionId = randomUUID();
    const refreshToken = await this.#transaction(async (client) => {
      await client.query(`INSERT INTO auth.sessions (id, user_id, created_at, updated_at, aal) VALUES ($1, $2, $3, $3, 'aal1')`, [
        sessionId,
        user.id,
        now,
      ]);
      await client.query(
        'INSERT INTO auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method) VALUES ($1, $2, $3, $3, $4)',
        [randomUUID(), sessionId, now, method],
      );
      return addRefreshToken(client, { userId: user.id, sessionId, parent: null, at: now });
    });
    const signedIn = await this.users.update(user.id, { last_sign_in_at: now });
    return this.#answer(signedIn, sessionId, refreshToken);
  }

  /** Swaps a refresh token for a new pair. Using a spent one again after the interval ends the whole session, as it may have been stolen. */
  async refresh(token: string): Promise<AuthSession> {
    const now = this.clock.now();
    const outcome = await this.#transaction(async (client) => {
      const { rows } = await client.query<RefreshTokenRow>(
        'SELECT t.* FROM auth.refresh_tokens t JOIN auth.sessions s ON s.id = t.session_id WHERE t.token = $1 FOR UPDATE OF s',
        [token],
      );
      // Read again under the session's lock: the swap that it waited for may have spent this token.
      const { rows: current } = await client.query<RefreshTokenRow>('SELECT * FROM auth.refresh_tokens WHERE token = $1', [token]);
      const found = rows[0] ? current[0] : undefined;
      if (!found) return { refused: 'refresh_token_not_found' as const };
      const { session_id: sessionId, user_id: userId } = found;
      if (!found.revoked) {
        await client.query('UPDATE auth.refresh_tokens SET revoked = true, updated_at = $2 WHERE token = $1', [token, now]);
        await client.query(`UPDATE auth.sessions SET refreshed_at = $2::timestamptz AT TIME ZONE 'UTC', updated_at = $2 WHERE id = $1`, [
          sessionId,
          now,
        ]);
        return { userId, sessionId, next: await addRefreshToken(client, { userId, sessionId, parent: token, at: now }) };
      }
      const { rows: active } = await client.query<RefreshTokenRow>(
        'SELECT * FROM auth.refresh_tokens WHERE session_id = $1 AND NOT revoked ORDER BY id DESC LIMIT 1',
        [sessionId],
      );
      if (active[0] && now.getTime() - found.updated_at.getTime() <= reuseIntervalMs) return { userId, sessionId, next: active[0].token };
      await client.query('DELETE FROM auth.sessions WHERE id = $1', [sessionId]);
      return { refused: 'refresh_token_already_used' as const };
    });
    if ('refused' in outcome) {
      const said = outcome.refused === 'refresh_token_not_found' ? 'unknown' : 'spent already';
      throw new AuthFailure(400, outcome.refused ?? 'refresh_token_not_found', `The refresh token is ${said}`);
    }
    const user = await this.users.find(outcome.userId);
    if (!user) throw new AuthFailure(403, 'user_not_found', 'The user of this token does not exist');
    if (user.banned_until && user.banned_until > now) throw new AuthFailure(403, 'user_banned', 'This user is banned');
    return this.#answer(user, outcome.sessionId, outcome.next);
  }

  /** Whose access token this is. @throws AuthFailure `no_authorization`, `bad_jwt`, `session_not_found`, `user_not_found` */
  async authenticate(authorization: string | undefined): Promise<{ user: UserRow; sessionId: string }> {
    const token = /^bearer (\S+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw new AuthFailure(401, 'no_authorization', 'A bearer token is needed here');
    const claims = await this.#verify(token);
    const user = await this.users.find(claims.userId);
    if (!user) throw new AuthFailure(403, 'user_not_found', 'The user of this token does not exist');
    const { rowCount } = await this.pool.query('SELECT 1 FROM auth.sessions WHERE id = $1 AND user_id = $2', [claims.sessionId, user.id]);
    if (rowCount === 0) throw new AuthFailure(403, 'session_not_found', 'The session of this token has ended');
    return { user, sessionId: claims.sessionId };
  }

  /** @param scope `local` this session, `others` all but this one, `global` all */
  async end(userId: string, sessionId: string | null, scope: 'local' | 'others' | 'global'): Promise<void> {
    if (scope === 'global' || sessionId === null) await this.pool.query('DELETE FROM auth.sessions WHERE user_id = $1', [userId]);
    else await this.pool.query(`DELETE FROM auth.sessions WHERE user_id = $1 AND (id = $2) = $3`, [userId, sessionId, scope === 'local']);
  }

  async #verify(token: string): Promise<{ userId: string; sessionId: string }> {
    try {
      const { payload } = await jwtVerify(token, this.key.publicKey, {
        issuer: this.issuer,
        audience: 'authenticated',
        algorithms: ['ES256'],
        currentDate: this.clock.now(),
      });
      return { userId: String(payload.sub), sessionId: String(payload['session_id']) };
    } catch (cause) {
      if (!(cause instanceof errors.JOSEError)) throw cause;
      throw new AuthFailure(403, 'bad_jwt', `The token does not hold: ${cause.code}`);
    }
  }

  async #answer(user: UserRow, sessionId: string, refreshToken: string): Promise<AuthSession> {
    const issuedAt = Math.floor(this.clock.now().getTime() / 1_000);
    const expiresAt = issuedAt + accessTokenLifetimeSeconds;
    const { rows: methods } = await this.pool.query<{ authentication_method: string; created_at: Date }>(
      'SELECT authentication_method, created_at FROM auth.mfa_amr_claims WHERE session_id = $1',
      [sessionId],
    );
    const accessToken = await new SignJWT({
      email: user.email,
      phone: '',
      app_metadata: user.raw_app_meta_data,
      user_metadata: user.raw_user_meta_data,
      role: user.role,
      aal: 'aal1',
      amr: methods.map(({ authentication_method: method, created_at: at }) => ({ method, timestamp: Math.floor(at.getTime() / 1_000) })),
      session_id: sessionId,
      is_anonymous: user.is_anonymous,
    })
      .setProtectedHeader({ alg: 'ES256', kid: this.key.kid, typ: 'JWT' })
      .setIssuer(this.issuer)
      .setSubject(user.id)
      .setAudience('authenticated')
      .setIssuedAt(issuedAt)
      .setExpirationTime(expiresAt)
      .sign(this.key.privateKey);
    return {
      access_token: accessToken,
      token_type: 'bearer',
      expires_in: accessTokenLifetimeSeconds,
      expires_at: expiresAt,
      refresh_token: refreshToken,
      user: publicUser(user, await this.users.identities(user.id)),
    };
  }

  async #transaction<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (cause) {
      await client.query('ROLLBACK');
      throw cause;
    } finally {
      client.release();
    }
  }
}

async function addRefreshToken(
  client: PoolClient,
  of: { userId: string; sessionId: string; parent: string | null; at: Date },
): Promise<string> {
  const token = randomBytes(16).toString('base64url');
  await client.query(
    `INSERT INTO auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
     VALUES ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)`,
    [token, of.userId, of.at, of.parent, of.sessionId],
  );
  return token;
}
