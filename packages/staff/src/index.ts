export { grantStaffRole, type GrantedStaffRole, type GrantStaffRole, type StaffPorts, type StaffRefusal } from './grant-staff-role.js';
export type { StaffMember, StaffSecrets, StaffStore } from './ports/staff-store.js';
export { totpSecretPlace } from './totp-secret-place.js';
export { isStaffRole, staffRoles, type StaffRole } from './staff-role.js';
export {
  beginStaffSignIn,
  completeStaffSignIn,
  endStaffSession,
  signedInStaff,
  type OpenedStaffSession,
  type StaffLink,
  type StaffSignInPorts,
  type StaffSignInRefusal,
} from './staff-sign-in.js';
export type { SignedInStaff, StaffSession, StaffSignIn, StaffSignInStore } from './ports/staff-sign-in-store.js';
export {
  auditBeginning,
  auditOutcomes,
  AuditVerification,
  nextAuditEntry,
  type AuditEntry,
  type AuditFact,
  type AuditHead,
  type AuditOutcome,
  type AuditPayload,
  type AuditVerdict,
} from './audit/audit-chain.js';
