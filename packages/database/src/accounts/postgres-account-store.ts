import type { Account, AccountChange, AccountStore, EmailChange, IdentityLink, Lookup, Session } from '@keepword/accounts';
import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { runStatement } from '../unit-of-work.js';

const accountColumns = `subject_id AS "subjectId", email, display_name AS "displayName", picture_url AS "pictureUrl", age_band AS "ageBand",
  theme, locale, download_metadata AS "downloadMetadata", state, profile_id AS "profileId", policy_version AS "policyVersion",
  created_at AS "createdAt", last_activity_at AS "lastActivityAt",
  (SELECT since FROM processing_restrictions r WHERE r.subject_id = accounts.subject_id) AS "restrictedSince",
  (SELECT agreed_at FROM guardians g WHERE g.subject_id = accounts.subject_id) AS "guardianAgreedAt"`;
const sessionColumns = `id, subject_id AS "subjectId", device, host(ip) AS ip, created_at AS "createdAt", last_seen_at AS "lastSeenAt",
  expires_at AS "expiresAt", ended_at AS "endedAt"`;

const columnOf: Record<keyof AccountChange, string> = {
  email: 'email',
  displayName: 'display_name',
  ageBand: 'age_band',
  theme: 'theme',
  locale: 'locale',
  downloadMetadata: 'download_metadata',
  state: 'state',
  lastActivityAt: 'last_activity_at',
};

/** Every row it sees belongs to the transaction's subject; lookups and sessions alone are read before one is known. */
export class PostgresAccountStore implements AccountStore {
  async findSubject(uow: UnitOfWork, lookups: readonly Lookup[]): Promise<SubjectId | null> {
    const found = await this.#rows<{ subjectId: string; lookup: Buffer }>(
      uow,
      'SELECT subject_id AS "subjectId", lookup FROM account_lookups WHERE lookup = ANY($1)',
      [lookups.map(({ hash }) => hash)],
    );
    // The caller's order is the order of trust: the vendor's id before the address.
    for (const { hash } of lookups) {
      const match = found.find(({ lookup }) => lookup.equals(hash));
      if (match) return match.subjectId;
    }
    return null;
  }

  async insert(uow: UnitOfWork, account: Account): Promise<void> {
    await this.#rows(
      uow,
      `INSERT INTO accounts (subject_id, email, display_name, picture_url, age_band, theme, locale, download_metadata, state, profile_id, policy_version, created_at, last_activity_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        account.subjectId,
        account.email,
        account.displayName,
        account.pictureUrl,
        account.ageBand,
        account.theme,
        account.locale,
        account.downloadMetadata,
        account.state,
        account.profileId,
        account.policyVersion,
        account.createdAt,
        account.lastActivityAt,
      ],
    );
  }

  async find(uow: UnitOfWork, subjectId: SubjectId): Promise<Account | null> {
    const [account] = await this.#rows<Account>(uow, `SELECT ${accountColumns} FROM accounts WHERE subject_id = $1`, [subjectId]);
    return account ?? null;
  }

  async change(uow: UnitOfWork, subjectId: SubjectId, change: AccountChange): Promise<void> {
    const entries = Object.entries(change) as [keyof AccountChange, unknown][];
    if (entries.length === 0) return;
    const assignments = entries.map(([name], index) => `${columnOf[name]} = $${index + 2}`);
    await this.#rows(uow, `UPDATE accounts SET ${assignments.join(', ')} WHERE subject_id = $1`, [
      subjectId,
      ...entries.map(([, value]) => value),
    ]);
  }

  async link(uow: UnitOfWork, subjectId: SubjectId, link: IdentityLink, lookups: readonly Lookup[], at: Date): Promise<void> {
    await this.#rows(
      uow,
      `INSERT INTO identity_links (subject_id, provider, provider_subject, vendor_user_id, created_at) VALUES ($1, $2, $3, $4, $5)
       ON CONFLICT (subject_id, provider) DO UPDATE SET vendor_user_id = EXCLUDED.vendor_user_id`,
      [subjectId, link.provider, link.providerSubject, link.vendorUserId, at],
    );
    for (const { kind, hash } of lookups) await this.#insertLookup(uow, subjectId, kind, hash);
  }

  links(uow: UnitOfWork, subjectId: SubjectId): Promise<IdentityLink[]> {
    return this.#rows(
      uow,
      'SELECT provider, provider_subject AS "providerSubject", vendor_user_id AS "vendorUserId" FROM identity_links WHERE subject_id = $1',
      [subjectId],
    );
  }

  async replaceEmailLookup(uow: UnitOfWork, subjectId: SubjectId, { kind, hash }: Lookup): Promise<boolean> {
    await this.#insertLookup(uow, subjectId, kind, hash);
    const owner = await this.findSubject(uow, [{ kind, hash }]);
    if (owner !== subjectId) return false;
    await this.#rows(uow, `DELETE FROM account_lookups WHERE subject_id = $1 AND kind = 'email' AND lookup <> $2`, [subjectId, hash]);
    return true;
  }

  async insertSession(uow: UnitOfWork, session: Session): Promise<void> {
    // A vendor's session that comes twice (two tabs finish one sign-in) stays as it is; an ended one stays ended.
    await this.#rows(
      uow,
      `INSERT INTO sessions (id, subject_id, device, ip, created_at, last_seen_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO NOTHING`,
      [session.id, session.subjectId, session.device, session.ip, session.createdAt, session.lastSeenAt, session.expiresAt],
    );
  }

  async session(uow: UnitOfWork, sessionId: string): Promise<Session | null> {
    const [session] = await this.#rows<Session>(uow, `SELECT ${sessionColumns} FROM sessions WHERE id = $1`, [sessionId]);
    return session ?? null;
  }

  openSessions(uow: UnitOfWork, subjectId: SubjectId, at: Date, idleSince: Date): Promise<Session[]> {
    return this.#rows(
      uow,
      `SELECT ${sessionColumns} FROM sessions WHERE subject_id = $1 AND ended_at IS NULL AND expires_at > $2 AND last_seen_at > $3 ORDER BY created_at DESC LIMIT 100`,
      [subjectId, at, idleSince],
    );
  }

  async touchSession(uow: UnitOfWork, sessionId: string, at: Date): Promise<void> {
    await this.#rows(uow, 'UPDATE sessions SET last_seen_at = $2 WHERE id = $1', [sessionId, at]);
  }

  async endSessions(uow: UnitOfWork, subjectId: SubjectId, sessionId: string | null, at: Date): Promise<number> {
    const ended = await this.#rows(
      uow,
      `WITH ended AS (
         UPDATE sessions SET ended_at = $3 WHERE subject_id = $1 AND ($2::uuid IS NULL OR id = $2) AND ended_at IS NULL RETURNING id
       ) SELECT id FROM ended`,
      [subjectId, sessionId, at],
    );
    return ended.length;
  }

  async putEmailChange(uow: UnitOfWork, subjectId: SubjectId, change: EmailChange): Promise<void> {
    await this.#rows(
      uow,
      `INSERT INTO email_changes (subject_id, new_email, requested_at, expires_at) VALUES ($1, $2, $3, $4)
       ON CONFLICT (subject_id) DO UPDATE SET new_email = $2, requested_at = $3, expires_at = $4`,
      [subjectId, change.newEmail, change.requestedAt, change.expiresAt],
    );
  }

  async emailChange(uow: UnitOfWork, subjectId: SubjectId): Promise<EmailChange | null> {
    const [change] = await this.#rows<EmailChange>(
      uow,
      'SELECT new_email AS "newEmail", requested_at AS "requestedAt", expires_at AS "expiresAt" FROM email_changes WHERE subject_id = $1',
      [subjectId],
    );
    return change ?? null;
  }

  async removeEmailChange(uow: UnitOfWork, subjectId: SubjectId): Promise<void> {
    await this.#rows(uow, 'DELETE FROM email_changes WHERE subject_id = $1', [subjectId]);
  }

  #insertLookup(uow: UnitOfWork, subjectId: SubjectId, kind: string, hash: Uint8Array): Promise<unknown[]> {
    return this.#rows(uow, 'INSERT INTO account_lookups (lookup, kind, subject_id) VALUES ($1, $2, $3) ON CONFLICT (lookup) DO NOTHING', [
      hash,
      kind,
      subjectId,
    ]);
  }

  #rows<Row>(uow: UnitOfWork, sql: string, parameters: unknown[]): Promise<Row[]> {
    return runStatement<Row>(uow, sql, parameters);
  }
}
