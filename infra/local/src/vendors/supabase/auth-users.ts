import { randomUUID } from 'node:crypto';
import type { Clock } from '@keepword/primitives';
import type { Pool } from 'pg';
import { AuthFailure } from './auth-failure.js';

export interface UserRow {
  readonly id: string;
  readonly aud: string;
  readonly role: string;
  readonly email: string;
  readonly encrypted_password: string | null;
  readonly email_confirmed_at: Date | null;
  readonly confirmation_sent_at: Date | null;
  readonly recovery_sent_at: Date | null;
  readonly email_change: string | null;
  readonly email_change_sent_at: Date | null;
  readonly email_change_confirm_status: number;
  readonly last_sign_in_at: Date | null;
  readonly raw_app_meta_data: { provider?: string; providers?: string[] } & Record<string, unknown>;
  readonly raw_user_meta_data: Record<string, unknown>;
  readonly created_at: Date;
  readonly updated_at: Date;
  readonly banned_until: Date | null;
  readonly is_anonymous: boolean;
}

export interface IdentityRow {
  readonly id: string;
  readonly provider: string;
  readonly provider_id: string;
  readonly user_id: string;
  readonly identity_data: Record<string, unknown>;
  readonly email: string | null;
  readonly last_sign_in_at: Date | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export interface NewUser {
  readonly id?: string;
  readonly email: string;
  readonly passwordHash: string | null;
  readonly confirmed: boolean;
  readonly appMetadata?: Record<string, unknown>;
  readonly userMetadata?: Record<string, unknown>;
  /** Its own subject and what it said; for mail and password the user's own id is the subject. */
  readonly identity?: { readonly provider: string; readonly subject: string; readonly data: Record<string, unknown> };
}

/** The columns that the stand-in changes after a user was made. */
export type UserPatch = Partial<
  Pick<
    UserRow,
    | 'email'
    | 'encrypted_password'
    | 'email_confirmed_at'
    | 'confirmation_sent_at'
    | 'recovery_sent_at'
    | 'email_change'
    | 'email_change_sent_at'
    | 'email_change_confirm_status'
    | 'last_sign_in_at'
    | 'raw_app_meta_data'
    | 'raw_user_meta_data'
    | 'banned_until'
  >
>;

const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export class AuthUsers {
  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
  ) {}

  async find(id: string): Promise<UserRow | null> {
    if (!uuidPattern.test(id)) throw new AuthFailure(404, 'validation_failed', 'The user id must be a UUID');
    const { rows } = await this.pool.query<UserRow>('SELECT * FROM auth.users WHERE id = $1', [id]);
    return rows[0] ?? null;
  }

  async findByEmail(email: string): Promise<UserRow | null> {
    const { rows } = await this.pool.query<UserRow>('SELECT * FROM auth.users WHERE email = $1 AND NOT is_sso_user', [email.toLowerCase()]);
    return rows[0] ?? null;
  }

  async findByIdentity(provider: string, subject: string): Promise<UserRow | null> {
    const { rows } = await this.pool.query<UserRow>(
      'SELECT u.* FROM auth.users u JOIN auth.identities i ON i.user_id = u.id WHERE i.provider = $1 AND i.provider_id = $2',
      [provider, subject],
    );
    return rows[0] ?? null;
  }

  async list(page: number, perPage: number): Promise<{ users: readonly UserRow[]; total: number }> {
    const { rows } = await this.pool.query<UserRow>('SELECT * FROM auth.users ORDER BY created_at DESC, id LIMIT $1 OFFSET $2', [
      perPage,
      (page - 1) * perPage,
    ]);
    const { rows: counted } = await this.pool.query<{ total: number }>('SELECT count(*)::int AS total FROM auth.users');
    return { users: rows, total: counted[0]?.total ?? 0 };
  }

  /** @throws AuthFailure `email_exists` */
  async create(user: NewUser): Promise<UserRow> {
    const id = user.id ?? randomUUID();
    const email = user.email.toLowerCase();
    const now = this.clock.now();
    const identity = user.identity ?? {
      provider: 'email',
      subject: id,
      data: { sub: id, email, email_verified: user.confirmed, phone_verified: false },
    };
    const appMetadata = { provider: identity.provider, providers: [identity.provider], ...user.appMetadata };
    const userMetadata = user.identity ? user.identity.data : { email_verified: user.confirmed, ...user.userMetadata };
    const { rows } = await this.pool.query<UserRow>(
      `INSERT INTO auth.users (instance_id, id, aud, role, email, encrypted_password, email_confirmed_at, confirmation_token, recovery_token,
         email_change_token_new, email_change, raw_app_meta_data, raw_user_meta_data, created_at, updated_at)
       VALUES ('00000000-0000-0000-0000-000000000000', $1, 'authenticated', 'authenticated', $2, $3, $4, '', '', '', '', $5, $6, $7, $7)
       ON CONFLICT (email) WHERE is_sso_user = false DO NOTHING RETURNING *`,
      [id, email, user.passwordHash, user.confirmed ? now : null, appMetadata, userMetadata, now],
    );
    if (!rows[0]) throw new AuthFailure(422, 'email_exists', 'This email address belongs to another user');
    await this.putIdentity(id, identity.provider, identity.subject, identity.data);
    return rows[0];
  }

  async update(id: string, patch: UserPatch): Promise<UserRow> {
    const columns = Object.entries(patch);
    const assignments = columns.map(([column], index) => `${column} = $${index + 3}`);
    const { rows } = await this.pool.query<UserRow>(
      `UPDATE auth.users SET ${['updated_at = $2', ...assignments].join(', ')} WHERE id = $1 RETURNING *`,
      [id, this.clock.now(), ...columns.map(([, value]) => value)],
    );
    if (!rows[0]) throw new AuthFailure(404, 'user_not_found', 'No such user');
    return rows[0];
  }

  /** The address and everything that repeats it. */
  async changeEmail(id: string, email: string, confirmed: boolean): Promise<UserRow> {
    const taken = await this.findByEmail(email);
    if (taken && taken.id !== id) throw new AuthFailure(422, 'email_exists', 'This email address belongs to another user');
    const user = await this.update(id, {
      email: email.toLowerCase(),
      email_change: '',
      email_change_confirm_status: 0,
      ...(confirmed ? { email_confirmed_at: this.clock.now() } : {}),
    });
    await this.pool.query(
      `UPDATE auth.identities SET identity_data = identity_data || jsonb_build_object('email', $2::text, 'email_verified', $3::boolean), updated_at = $4
       WHERE user_id = $1 AND provider = 'email'`,
      [id, email.toLowerCase(), confirmed, this.clock.now()],
    );
    return user;
  }

  async confirmEmail(user: UserRow): Promise<UserRow> {
    if (user.email_confirmed_at) return user;
    await this.pool.query(
      `UPDATE auth.identities SET identity_data = identity_data || '{"email_verified": true}', updated_at = $2 WHERE user_id = $1 AND provider = 'email'`,
      [user.id, this.clock.now()],
    );
    return this.update(user.id, {
      email_confirmed_at: this.clock.now(),
      raw_user_meta_data: { ...user.raw_user_meta_data, email_verified: true },
    });
  }

  async delete(id: string): Promise<boolean> {
    await this.pool.query('DELETE FROM auth.flow_state WHERE user_id = $1', [id]);
    const { rowCount } = await this.pool.query('DELETE FROM auth.users WHERE id = $1', [id]);
    return rowCount === 1;
  }

  async identities(userId: string): Promise<readonly IdentityRow[]> {
    const { rows } = await this.pool.query<IdentityRow>('SELECT * FROM auth.identities WHERE user_id = $1 ORDER BY created_at, id', [
      userId,
    ]);
    return rows;
  }

  async putIdentity(userId: string, provider: string, subject: string, data: Record<string, unknown>): Promise<void> {
    const now = this.clock.now();
    await this.pool.query(
      `INSERT INTO auth.identities (provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5, $5)
       ON CONFLICT (provider_id, provider) DO UPDATE SET identity_data = EXCLUDED.identity_data, last_sign_in_at = EXCLUDED.last_sign_in_at, updated_at = EXCLUDED.updated_at`,
      [subject, userId, data, provider, now],
    );
  }
}

/** A user as the API shows it. */
export function publicUser(user: UserRow, identities: readonly IdentityRow[]) {
  return {
    id: user.id,
    aud: user.aud,
    role: user.role,
    email: user.email,
    ...(user.email_confirmed_at ? { email_confirmed_at: user.email_confirmed_at, confirmed_at: user.email_confirmed_at } : {}),
    phone: '',
    ...(user.confirmation_sent_at ? { confirmation_sent_at: user.confirmation_sent_at } : {}),
    ...(user.recovery_sent_at ? { recovery_sent_at: user.recovery_sent_at } : {}),
    ...(user.email_change ? { new_email: user.email_change, email_change_sent_at: user.email_change_sent_at } : {}),
    ...(user.last_sign_in_at ? { last_sign_in_at: user.last_sign_in_at } : {}),
    app_metadata: user.raw_app_meta_data,
    user_metadata: user.raw_user_meta_data,
    identities: identities.map((identity) => ({
      identity_id: identity.id,
      id: identity.provider_id,
      user_id: identity.user_id,
      identity_data: identity.identity_data,
      provider: identity.provider,
      last_sign_in_at: identity.last_sign_in_at,
      created_at: identity.created_at,
      updated_at: identity.updated_at,
      ...(identity.email === null ? {} : { email: identity.email }),
    })),
    created_at: user.created_at,
    updated_at: user.updated_at,
    is_anonymous: user.is_anonymous,
  };
}
