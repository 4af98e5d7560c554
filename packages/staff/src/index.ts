export { grantStaffRole, type GrantedStaffRole, type GrantStaffRole, type StaffPorts, type StaffRefusal } from './grant-staff-role.js';
export type { StaffMember, StaffSecrets, StaffStore } from './ports/staff-store.js';
export { isStaffRole, staffRoles, type StaffRole } from './staff-role.js';
