import type { Id, UnitOfWork } from '@keepword/primitives';
import type { StaffRole } from '../staff-role.js';

/** One of the team. Not a subject of the platform: a staff member who also creates has an account besides, and the two are never joined. */
export interface StaffMember {
  readonly staffId: Id;
  /** In lower case. */
  readonly email: string;
  /** Sealed under the member's own data key. */
  readonly sealedTotpSecret: Uint8Array;
  readonly totpSecretMadeAt: Date;
  readonly createdAt: Date;
}

export interface StaffStore {
  /** Locks the member for the rest of the unit of work, so that two grants at once come one after the other. */
  findByEmail(uow: UnitOfWork, email: string): Promise<StaffMember | null>;
  /** @returns false when somebody with this address was there first; nothing is written then */
  insert(uow: UnitOfWork, member: StaffMember): Promise<boolean>;
  replaceTotpSecret(uow: UnitOfWork, staffId: Id, sealed: Uint8Array, at: Date): Promise<void>;
  /** A role that the member has already keeps the day it was first given. */
  addRole(uow: UnitOfWork, staffId: Id, role: StaffRole, at: Date): Promise<void>;
  roles(uow: UnitOfWork, staffId: Id): Promise<StaffRole[]>;
}

/** Seals what only the console may open again. */
export interface StaffSecrets {
  sealTotpSecret(staffId: Id, secret: Uint8Array): Promise<Uint8Array>;
  openTotpSecret(staffId: Id, sealed: Uint8Array): Promise<Uint8Array>;
}
