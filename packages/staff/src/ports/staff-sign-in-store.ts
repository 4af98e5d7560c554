import type { Id, Instant, UnitOfWork } from '@keepword/primitives';
import type { StaffRole } from '../staff-role.js';
import type { StaffMember } from './staff-store.js';

/** Half a sign-in: the mailed link was asked for, the code has not been given yet. */
export interface StaffSignIn {
  readonly member: StaffMember;
  readonly expiresAt: Instant;
  /** Wrong codes so far. */
  readonly wrongCodes: number;
}

export interface StaffSession {
  readonly staffId: Id;
  readonly createdAt: Instant;
  readonly lastSeenAt: Instant;
  readonly expiresAt: Instant;
}

/** Somebody of the team as a request knows them. */
export interface SignedInStaff {
  readonly staffId: Id;
  readonly email: string;
  /** At least one; in the order they were granted. */
  readonly roles: readonly StaffRole[];
}

/** Tokens are known to it by their SHA-256 only. */
export interface StaffSignInStore {
  /** Null for whoever is not of the team. */
  memberWithAddress(uow: UnitOfWork, email: string): Promise<StaffMember | null>;
  beginSignIn(
    uow: UnitOfWork,
    signIn: { readonly tokenHash: Uint8Array; readonly staffId: Id; readonly expiresAt: Instant },
    at: Instant,
  ): Promise<void>;
  /** Locks it for the rest of the unit of work. */
  lockSignIn(uow: UnitOfWork, tokenHash: Uint8Array): Promise<StaffSignIn | null>;
  countWrongCode(uow: UnitOfWork, tokenHash: Uint8Array): Promise<void>;
  /** Also every other sign-in of this member that was begun: one is enough. */
  endSignIns(uow: UnitOfWork, staffId: Id): Promise<void>;
  /** False when this member used the code of this time step before (RFC 6238, section 5.2: a code counts once). */
  useCode(uow: UnitOfWork, staffId: Id, timeStep: number, at: Instant): Promise<boolean>;
  openSession(uow: UnitOfWork, tokenHash: Uint8Array, session: StaffSession): Promise<void>;
  session(uow: UnitOfWork, tokenHash: Uint8Array): Promise<(StaffSession & SignedInStaff) | null>;
  touchSession(uow: UnitOfWork, tokenHash: Uint8Array, at: Instant): Promise<void>;
  endSession(uow: UnitOfWork, tokenHash: Uint8Array): Promise<void>;
}
