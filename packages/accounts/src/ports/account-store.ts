import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Account, Session } from '../account.js';

export type LookupKind = 'email' | 'identity' | 'vendor-user';
export interface Lookup {
  readonly kind: LookupKind;
  /** Keyed hash, 32 bytes. */
  readonly hash: Uint8Array;
}

export interface IdentityLink {
  readonly provider: string;
  readonly providerSubject: string | null;
  readonly vendorUserId: string | null;
}

export interface EmailChange {
  readonly newEmail: string;
  readonly requestedAt: Date;
  readonly expiresAt: Date;
}

export type AccountChange = Partial<
  Pick<Account, 'email' | 'displayName' | 'ageBand' | 'theme' | 'locale' | 'downloadMetadata' | 'state' | 'lastActivityAt'>
>;

export interface AccountStore {
  /** The account that the first matching lookup leads to. */
  findSubject(uow: UnitOfWork, lookups: readonly Lookup[]): Promise<SubjectId | null>;
  insert(uow: UnitOfWork, account: Account): Promise<void>;
  find(uow: UnitOfWork, subjectId: SubjectId): Promise<Account | null>;
  change(uow: UnitOfWork, subjectId: SubjectId, change: AccountChange): Promise<void>;
  /** Adds a link and the lookups that lead to it; what is there already stays. */
  link(uow: UnitOfWork, subjectId: SubjectId, link: IdentityLink, lookups: readonly Lookup[], at: Date): Promise<void>;
  links(uow: UnitOfWork, subjectId: SubjectId): Promise<IdentityLink[]>;
  /** False when another account has the address. */
  replaceEmailLookup(uow: UnitOfWork, subjectId: SubjectId, lookup: Lookup): Promise<boolean>;

  insertSession(uow: UnitOfWork, session: Session): Promise<void>;
  session(uow: UnitOfWork, sessionId: string): Promise<Session | null>;
  /** Open ones, newest first. */
  openSessions(uow: UnitOfWork, subjectId: SubjectId, at: Date, idleSince: Date): Promise<Session[]>;
  touchSession(uow: UnitOfWork, sessionId: string, at: Date): Promise<void>;
  /** @returns how many were ended; null ends all of the subject's */
  endSessions(uow: UnitOfWork, subjectId: SubjectId, sessionId: string | null, at: Date): Promise<number>;

  putEmailChange(uow: UnitOfWork, subjectId: SubjectId, change: EmailChange): Promise<void>;
  emailChange(uow: UnitOfWork, subjectId: SubjectId): Promise<EmailChange | null>;
  removeEmailChange(uow: UnitOfWork, subjectId: SubjectId): Promise<void>;
}

/** Runs work in one transaction bound to one subject (or to none). */
export interface Transactions {
  transaction<T>(subjectId: SubjectId | null, work: (uow: UnitOfWork) => Promise<T>): Promise<T>;
}
