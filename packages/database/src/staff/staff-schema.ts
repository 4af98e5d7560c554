import { staffRoles } from '@keepword/staff';
import type { TableAccess } from '../table-access.js';

/** The compliance team: who belongs to it, with which roles. Holds an address and a sealed second factor for each. */
export const staffSchema = {
  up: [
    `CREATE TABLE staff_members (
       staff_id uuid PRIMARY KEY,
       email text NOT NULL UNIQUE CHECK (length(email) <= 254 AND email = lower(email)),
       totp_secret bytea NOT NULL CHECK (octet_length(totp_secret) BETWEEN 60 AND 200),
       totp_secret_made_at timestamptz NOT NULL,
       created_at timestamptz NOT NULL
     )`,
    `CREATE TABLE staff_roles (
       staff_id uuid NOT NULL REFERENCES staff_members,
       role text NOT NULL CHECK (role IN (${staffRoles.map((role) => `'${role}'`).join(', ')})),
       granted_at timestamptz NOT NULL,
       PRIMARY KEY (staff_id, role)
     )`,
  ],
  down: ['DROP TABLE staff_roles, staff_members'],
};

/** An operator grants roles. No app reads either table as long as none has a use for it: a second factor is nobody else's business. */
export const staffTables: readonly TableAccess[] = [
  { table: 'staff_members', subjectColumn: null, grants: { operator: ['SELECT', 'INSERT', 'UPDATE'] } },
  { table: 'staff_roles', subjectColumn: null, grants: { operator: ['SELECT', 'INSERT'] } },
];
