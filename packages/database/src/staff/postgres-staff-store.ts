import type { Id, UnitOfWork } from '@keepword/primitives';
import type { StaffMember, StaffRole, StaffStore } from '@keepword/staff';
import { entityManagerOf } from '../unit-of-work.js';

export class PostgresStaffStore implements StaffStore {
  async findByEmail(uow: UnitOfWork, email: string): Promise<StaffMember | null> {
    const [member] = await this.#rows<StaffMember>(
      uow,
      `SELECT staff_id AS "staffId", email, totp_secret AS "sealedTotpSecret", totp_secret_made_at AS "totpSecretMadeAt", created_at AS "createdAt"
         FROM staff_members WHERE email = $1 FOR UPDATE`,
      [email],
    );
    return member ?? null;
  }

  async insert(uow: UnitOfWork, member: StaffMember): Promise<boolean> {
    const inserted = await this.#rows(
      uow,
      `WITH inserted AS (
         INSERT INTO staff_members (staff_id, email, totp_secret, totp_secret_made_at, created_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (email) DO NOTHING RETURNING staff_id
       ) SELECT staff_id FROM inserted`,
      [member.staffId, member.email, member.sealedTotpSecret, member.totpSecretMadeAt, member.createdAt],
    );
    return inserted.length > 0;
  }

  async replaceTotpSecret(uow: UnitOfWork, staffId: Id, sealed: Uint8Array, at: Date): Promise<void> {
    await this.#rows(uow, 'UPDATE staff_members SET totp_secret = $2, totp_secret_made_at = $3 WHERE staff_id = $1', [staffId, sealed, at]);
  }

  async addRole(uow: UnitOfWork, staffId: Id, role: StaffRole, at: Date): Promise<void> {
    await this.#rows(uow, 'INSERT INTO staff_roles (staff_id, role, granted_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING', [
      staffId,
      role,
      at,
    ]);
  }

  async roles(uow: UnitOfWork, staffId: Id): Promise<StaffRole[]> {
    const rows = await this.#rows<{ role: StaffRole }>(uow, 'SELECT role FROM staff_roles WHERE staff_id = $1 ORDER BY granted_at, role', [
      staffId,
    ]);
    return rows.map(({ role }) => role);
  }

  #rows<Row>(uow: UnitOfWork, sql: string, parameters: unknown[]): Promise<Row[]> {
    return entityManagerOf(uow).query<Row[]>(sql, parameters);
  }
}
