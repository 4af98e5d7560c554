import type { Id, Instant, UnitOfWork } from '@keepword/primitives';
import type { SignedInStaff, StaffMember, StaffSession, StaffSignIn, StaffSignInStore } from '@keepword/staff';
import { entityManagerOf } from '../unit-of-work.js';

const memberColumns = `m.staff_id AS "staffId", m.email, m.totp_secret AS "sealedTotpSecret", m.totp_secret_made_at AS "totpSecretMadeAt",
  m.created_at AS "createdAt"`;

export class PostgresStaffSignIns implements StaffSignInStore {
  async memberWithAddress(uow: UnitOfWork, email: string): Promise<StaffMember | null> {
    const [member] = await rows<StaffMember>(uow, `SELECT ${memberColumns} FROM staff_members m WHERE m.email = $1`, [email]);
    return member ?? null;
  }

  async beginSignIn(
    uow: UnitOfWork,
    { tokenHash, staffId, expiresAt }: { readonly tokenHash: Uint8Array; readonly staffId: Id; readonly expiresAt: Instant },
  ): Promise<void> {
    await rows(uow, 'INSERT INTO staff_sign_ins (token_hash, staff_id, wrong_codes, expires_at) VALUES ($1, $2, 0, $3)', [
      tokenHash,
      staffId,
      expiresAt,
    ]);
  }

  async lockSignIn(uow: UnitOfWork, tokenHash: Uint8Array): Promise<StaffSignIn | null> {
    const [found] = await rows<StaffMember & { expiresAt: Date; wrongCodes: number }>(
      uow,
      `SELECT ${memberColumns}, s.expires_at AS "expiresAt", s.wrong_codes AS "wrongCodes"
         FROM staff_sign_ins s JOIN staff_members m USING (staff_id) WHERE s.token_hash = $1 FOR UPDATE OF s`,
      [tokenHash],
    );
    if (!found) return null;
    const { expiresAt, wrongCodes, ...member } = found;
    return { member, expiresAt, wrongCodes };
  }

  async countWrongCode(uow: UnitOfWork, tokenHash: Uint8Array): Promise<void> {
    await rows(uow, 'UPDATE staff_sign_ins SET wrong_codes = wrong_codes + 1 WHERE token_hash = $1', [tokenHash]);
  }

  async endSignIns(uow: UnitOfWork, staffId: Id): Promise<void> {
    await rows(uow, 'DELETE FROM staff_sign_ins WHERE staff_id = $1', [staffId]);
  }

  async useCode(uow: UnitOfWork, staffId: Id, timeStep: number, at: Instant): Promise<boolean> {
    const used = await rows(
      uow,
      `WITH used AS (INSERT INTO staff_used_codes (staff_id, time_step, used_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING staff_id)
       SELECT staff_id FROM used`,
      [staffId, timeStep, at],
    );
    return used.length > 0;
  }

  async openSession(uow: UnitOfWork, tokenHash: Uint8Array, session: StaffSession): Promise<void> {
    await rows(uow, 'INSERT INTO staff_sessions (token_hash, staff_id, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5)', [
      tokenHash,
      session.staffId,
      session.createdAt,
      session.lastSeenAt,
      session.expiresAt,
    ]);
  }

  async session(uow: UnitOfWork, tokenHash: Uint8Array): Promise<(StaffSession & SignedInStaff) | null> {
    const [session] = await rows<StaffSession & SignedInStaff>(
      uow,
      `SELECT s.staff_id AS "staffId", m.email, s.created_at AS "createdAt", s.last_seen_at AS "lastSeenAt", s.expires_at AS "expiresAt",
              ARRAY(SELECT role FROM staff_roles r WHERE r.staff_id = s.staff_id ORDER BY granted_at, role) AS roles
         FROM staff_sessions s JOIN staff_members m USING (staff_id) WHERE s.token_hash = $1`,
      [tokenHash],
    );
    return session ?? null;
  }

  async touchSession(uow: UnitOfWork, tokenHash: Uint8Array, at: Instant): Promise<void> {
    await rows(uow, 'UPDATE staff_sessions SET last_seen_at = greatest(last_seen_at, $2) WHERE token_hash = $1', [tokenHash, at]);
  }

  async endSession(uow: UnitOfWork, tokenHash: Uint8Array): Promise<void> {
    await rows(uow, 'DELETE FROM staff_sessions WHERE token_hash = $1', [tokenHash]);
  }
}

function rows<Row>(uow: UnitOfWork, sql: string, parameters: unknown[]): Promise<Row[]> {
  return entityManagerOf(uow).query<Row[]>(sql, parameters);
}
