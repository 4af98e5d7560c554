/** What somebody of the compliance team may do in the console; a person may have several. */
export const staffRoles = ['privacy-officer', 'moderator', 'support', 'auditor'] as const;
export type StaffRole = (typeof staffRoles)[number];

export function isStaffRole(value: unknown): value is StaffRole {
  return staffRoles.some((role) => role === value);
}
