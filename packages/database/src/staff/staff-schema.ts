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
    `-- A mailed link that waits for its code.
     CREATE TABLE staff_sign_ins (
       token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
       staff_id uuid NOT NULL REFERENCES staff_members,
       wrong_codes integer NOT NULL CHECK (wrong_codes BETWEEN 0 AND 5),
       expires_at timestamptz NOT NULL
     )`,
    `CREATE INDEX staff_sign_ins_member ON staff_sign_ins (staff_id)`,
    `CREATE INDEX staff_sign_ins_expiry ON staff_sign_ins (expires_at)`,
    `-- Codes that were used; each counts once.
     CREATE TABLE staff_used_codes (
       staff_id uuid NOT NULL REFERENCES staff_members,
       time_step bigint NOT NULL,
       used_at timestamptz NOT NULL,
       PRIMARY KEY (staff_id, time_step)
     )`,
    `CREATE INDEX staff_used_codes_age ON staff_used_codes (used_at)`,
    `CREATE TABLE staff_sessions (
       token_hash bytea PRIMARY KEY CHECK (octet_length(token_hash) = 32),
       staff_id uuid NOT NULL REFERENCES staff_members,
       created_at timestamptz NOT NULL,
       last_seen_at timestamptz NOT NULL,
       expires_at timestamptz NOT NULL
     )`,
    `CREATE INDEX staff_sessions_member ON staff_sessions (staff_id)`,
    `CREATE INDEX staff_sessions_expiry ON staff_sessions (expires_at)`,
  ],
  down: ['DROP TABLE staff_sessions, staff_used_codes, staff_sign_ins, staff_roles, staff_members'],
};

/** An operator grants roles; the privacy-service signs the team in. No other app reads any of it: a second factor is nobody else's business. */
export const staffTables: readonly TableAccess[] = [
  { table: 'staff_members', subjectColumn: null, grants: { operator: ['SELECT', 'INSERT', 'UPDATE'], privacy_service: ['SELECT'] } },
  { table: 'staff_roles', subjectColumn: null, grants: { operator: ['SELECT', 'INSERT'], privacy_service: ['SELECT'] } },
  {
    table: 'staff_sign_ins',
    subjectColumn: null,
    grants: { privacy_service: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
  },
  {
    table: 'staff_used_codes',
    subjectColumn: null,
    grants: { privacy_service: ['SELECT', 'INSERT'], participant_retention: ['SELECT', 'DELETE'] },
  },
  {
    table: 'staff_sessions',
    subjectColumn: null,
    grants: { privacy_service: ['SELECT', 'INSERT', 'UPDATE', 'DELETE'], participant_retention: ['SELECT', 'DELETE'] },
  },
];
