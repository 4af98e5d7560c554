import type { Id, UnitOfWork } from '@keepword/primitives';
import type { SignedInStaff, StaffRole } from '@keepword/staff';
import { entityManagerOf } from '../unit-of-work.js';

/** A team that does not fit on a page needs another console. */
const membersMax = 500;

/** Who works in the console. */
export class PostgresStaffDirectory {
  /** By address. @param role only those who have it */
  list(uow: UnitOfWork, role: StaffRole | null): Promise<SignedInStaff[]> {
    return entityManagerOf(uow).query(
      `SELECT m.staff_id AS "staffId", m.email, array_agg(r.role ORDER BY r.granted_at, r.role) AS roles
         FROM staff_members m JOIN staff_roles r USING (staff_id)
         GROUP BY m.staff_id HAVING $1::text IS NULL OR $1 = ANY (array_agg(r.role)) ORDER BY m.email LIMIT $2`,
      [role, membersMax],
    );
  }

  /** Empty for whoever is not of the team. */
  async rolesOf(uow: UnitOfWork, staffId: Id): Promise<readonly StaffRole[]> {
    const rows = await entityManagerOf(uow).query<{ role: StaffRole }[]>('SELECT role FROM staff_roles WHERE staff_id = $1', [staffId]);
    return rows.map(({ role }) => role);
  }
}
