import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import type { Account, Session } from '../account.js';
import type { AccountChange, AccountStore, EmailChange, IdentityLink, Lookup, Transactions } from '../ports/account-store.js';

const keyOf = (hash: Uint8Array) => Buffer.from(hash).toString('hex');

/** Accounts in memory, for tests of the rules. Transactions run one after the other and are not undone. */
export class MemoryAccountStore implements AccountStore {
  readonly #accounts = new Map<SubjectId, Account>();
  readonly #lookups = new Map<string, { readonly kind: Lookup['kind']; readonly subjectId: SubjectId }>();
  readonly #links = new Map<string, IdentityLink & { readonly subjectId: SubjectId }>();
  readonly #sessions = new Map<string, Session>();
  readonly #emailChanges = new Map<SubjectId, EmailChange>();

  async findSubject(_uow: UnitOfWork, lookups: readonly Lookup[]): Promise<SubjectId | null> {
    for (const { hash } of lookups) {
      const found = this.#lookups.get(keyOf(hash));
      if (found) return found.subjectId;
    }
    return null;
  }

  async insert(_uow: UnitOfWork, account: Account): Promise<void> {
    if (this.#accounts.has(account.subjectId)) throw new Error('this subject has an account');
    this.#accounts.set(account.subjectId, account);
  }

  async find(_uow: UnitOfWork, subjectId: SubjectId): Promise<Account | null> {
    return this.#accounts.get(subjectId) ?? null;
  }

  async change(_uow: UnitOfWork, subjectId: SubjectId, change: AccountChange): Promise<void> {
    const account = this.#accounts.get(subjectId);
    if (account) this.#accounts.set(subjectId, { ...account, ...change });
  }

  async link(_uow: UnitOfWork, subjectId: SubjectId, link: IdentityLink, lookups: readonly Lookup[]): Promise<void> {
    const key = `${subjectId} ${link.provider}`;
    const known = this.#links.get(key);
    this.#links.set(key, { ...link, ...known, subjectId, vendorUserId: link.vendorUserId });
    for (const lookup of lookups) this.#addLookup(subjectId, lookup);
  }

  async links(_uow: UnitOfWork, subjectId: SubjectId): Promise<IdentityLink[]> {
    return [...this.#links.values()].filter((link) => link.subjectId === subjectId).map(({ subjectId: _subject, ...link }) => link);
  }

  async replaceEmailLookup(_uow: UnitOfWork, subjectId: SubjectId, lookup: Lookup): Promise<boolean> {
    this.#addLookup(subjectId, lookup);
    const wanted = keyOf(lookup.hash);
    if (this.#lookups.get(wanted)?.subjectId !== subjectId) return false;
    for (const [key, { kind, subjectId: owner }] of this.#lookups) {
      if (owner === subjectId && kind === 'email' && key !== wanted) this.#lookups.delete(key);
    }
    return true;
  }

  async insertSession(_uow: UnitOfWork, session: Session): Promise<void> {
    if (!this.#sessions.has(session.id)) this.#sessions.set(session.id, session);
  }

  async session(_uow: UnitOfWork, sessionId: string): Promise<Session | null> {
    return this.#sessions.get(sessionId) ?? null;
  }

  async openSessions(_uow: UnitOfWork, subjectId: SubjectId, at: Date, idleSince: Date): Promise<Session[]> {
    return [...this.#sessions.values()]
      .filter(
        (session) =>
          session.subjectId === subjectId && session.endedAt === null && session.expiresAt > at && session.lastSeenAt > idleSince,
      )
      .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  }

  async touchSession(_uow: UnitOfWork, sessionId: string, at: Date): Promise<void> {
    const session = this.#sessions.get(sessionId);
    if (session) this.#sessions.set(sessionId, { ...session, lastSeenAt: at });
  }

  async endSessions(_uow: UnitOfWork, subjectId: SubjectId, sessionId: string | null, at: Date): Promise<number> {
    const ending = [...this.#sessions.values()].filter(
      (session) => session.subjectId === subjectId && session.endedAt === null && (sessionId === null || session.id === sessionId),
    );
    for (const session of ending) this.#sessions.set(session.id, { ...session, endedAt: at });
    return ending.length;
  }

  async putEmailChange(_uow: UnitOfWork, subjectId: SubjectId, change: EmailChange): Promise<void> {
    this.#emailChanges.set(subjectId, change);
  }

  async emailChange(_uow: UnitOfWork, subjectId: SubjectId): Promise<EmailChange | null> {
    return this.#emailChanges.get(subjectId) ?? null;
  }

  async removeEmailChange(_uow: UnitOfWork, subjectId: SubjectId): Promise<void> {
    this.#emailChanges.delete(subjectId);
  }

  #addLookup(subjectId: SubjectId, { kind, hash }: Lookup): void {
    if (!this.#lookups.has(keyOf(hash))) this.#lookups.set(keyOf(hash), { kind, subjectId });
  }
}

/** Work on a memory store needs no transaction; it gets an empty one. */
export const memoryTransactions: Transactions = { transaction: (_subjectId, work) => work({} as UnitOfWork) };
