import { newId, refuse, type Id, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { z } from 'zod';
import type { StaffMember, StaffSecrets, StaffStore } from './ports/staff-store.js';
import { isStaffRole, staffRoles, type StaffRole } from './staff-role.js';
import { newTotpSecret } from './totp-secret.js';

export interface GrantStaffRole {
  readonly email: string;
  readonly role: string;
  /** Makes a new secret for somebody who has one; the old one stops counting. */
  readonly replaceSecret: boolean;
}

export interface GrantedStaffRole {
  readonly staffId: Id;
  readonly email: string;
  readonly roles: readonly StaffRole[];
  /** Shown this once; null when the member keeps the secret that was shown before. */
  readonly otpauthUrl: string | null;
}

export type StaffRefusal = Refusal<'unknown-role', { allowed: readonly StaffRole[] }> | Refusal<'not-an-address'>;

export interface StaffPorts {
  readonly staff: StaffStore;
  readonly secrets: Pick<StaffSecrets, 'sealTotpSecret'>;
}

const address = z.string().trim().toLowerCase().max(254).pipe(z.email());

/**
 * Makes somebody one of the team, or gives a member one more role. The secret is shown when it is made and never again:
 * whoever can grant roles could otherwise read everybody's second factor.
 */
export async function grantStaffRole(
  { staff, secrets }: StaffPorts,
  uow: UnitOfWork,
  { email, role, replaceSecret }: GrantStaffRole,
  at: Date,
): Promise<GrantedStaffRole | StaffRefusal> {
  if (!isStaffRole(role)) return refuse('unknown-role', { allowed: staffRoles });
  const parsed = address.safeParse(email);
  if (!parsed.success) return refuse('not-an-address');
  const { member, otpauthUrl } = await memberOf({ staff, secrets }, uow, parsed.data, replaceSecret, at);
  await staff.addRole(uow, member.staffId, role, at);
  return { staffId: member.staffId, email: member.email, roles: await staff.roles(uow, member.staffId), otpauthUrl };
}

interface FoundMember {
  readonly member: Pick<StaffMember, 'staffId' | 'email'>;
  readonly otpauthUrl: string | null;
}

async function memberOf(ports: StaffPorts, uow: UnitOfWork, email: string, replaceSecret: boolean, at: Date): Promise<FoundMember> {
  const known = await ports.staff.findByEmail(uow, email);
  if (!known) return (await insertMember(ports, uow, email, at)) ?? memberOf(ports, uow, email, replaceSecret, at);
  if (!replaceSecret) return { member: known, otpauthUrl: null };
  const { bytes, otpauthUrl } = newTotpSecret(email);
  await ports.staff.replaceTotpSecret(uow, known.staffId, await ports.secrets.sealTotpSecret(known.staffId, bytes), at);
  return { member: known, otpauthUrl };
}

/** Null when another grant has just made the same member. */
async function insertMember({ staff, secrets }: StaffPorts, uow: UnitOfWork, email: string, at: Date): Promise<FoundMember | null> {
  const { bytes, otpauthUrl } = newTotpSecret(email);
  const staffId = newId(at);
  const sealedTotpSecret = await secrets.sealTotpSecret(staffId, bytes);
  const isNew = await staff.insert(uow, { staffId, email, sealedTotpSecret, totpSecretMadeAt: at, createdAt: at });
  return isNew ? { member: { staffId, email }, otpauthUrl } : null;
}
