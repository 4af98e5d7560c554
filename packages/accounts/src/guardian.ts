import { addPeriod, refuse, type Instant, type Period, type Refusal, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import type { Account } from './account.js';
import { normaliseEmail } from './lookup-hash.js';
import type { AccountStore } from './ports/account-store.js';

/**
 * Who agreed that a minor uses the platform (readings A7, B22; `fluxchat.minors.guardian-consent`). `confirmed`: the first of two links was
 * opened; `agreed`: the second too.
 */
export interface Guardian {
  readonly email: string;
  readonly state: 'asked' | 'confirmed' | 'agreed';
  readonly askedAt: Instant;
  readonly agreedAt: Instant | null;
}

export interface GuardianStore {
  find(uow: UnitOfWork, subjectId: SubjectId): Promise<Guardian | null>;
  /** Takes the place of whoever was asked before. */
  put(uow: UnitOfWork, subjectId: SubjectId, guardian: Guardian): Promise<void>;
}

/** How long a minor's account may wait for a guardian; then it is closed and erased. */
export const GUARDIAN_PENDING: Period = 'P7D';
/** How long each of the two links can be used. */
export const GUARDIAN_LINK: Period = 'P3D';

export type GuardianRefusal = Refusal<'not-a-minor'> | Refusal<'own-address'> | Refusal<'already-agreed'>;

/** Until when a guardian has to have agreed. */
export const pendingUntil = ({ createdAt }: Pick<Account, 'createdAt'>): Instant => addPeriod(createdAt, GUARDIAN_PENDING);

/** Names the guardian. Asking another one begins anew: a link that went to the first opens nothing any more. */
export async function nameGuardian(
  stores: { readonly accounts: AccountStore; readonly guardians: GuardianStore },
  uow: UnitOfWork,
  { subjectId, email }: { readonly subjectId: SubjectId; readonly email: string },
  at: Instant,
): Promise<Guardian | GuardianRefusal> {
  const account = await stores.accounts.find(uow, subjectId);
  if (account?.state !== 'active' || account.ageBand !== 'minor-with-guardian') return refuse('not-a-minor');
  if (normaliseEmail(account.email) === normaliseEmail(email)) return refuse('own-address');
  if ((await stores.guardians.find(uow, subjectId))?.state === 'agreed') return refuse('already-agreed');
  const guardian: Guardian = { email: email.trim(), state: 'asked', askedAt: at, agreedAt: null };
  await stores.guardians.put(uow, subjectId, guardian);
  return guardian;
}

/** One of the two links was opened. The first brings the second; the second is the consent. */
export async function confirmGuardian(
  stores: { readonly accounts: AccountStore; readonly guardians: GuardianStore },
  uow: UnitOfWork,
  link: { readonly subjectId: SubjectId; readonly email: string; readonly step: 'first' | 'second' },
  at: Instant,
): Promise<Guardian | Refusal<'link-expired'>> {
  const [account, guardian] = [await stores.accounts.find(uow, link.subjectId), await stores.guardians.find(uow, link.subjectId)];
  const expected = link.step === 'first' ? 'asked' : 'confirmed';
  const counts = account?.state === 'active' && guardian?.state === expected && guardian.email === link.email;
  if (!counts) return refuse('link-expired');
  const next: Guardian = link.step === 'first' ? { ...guardian, state: 'confirmed' } : { ...guardian, state: 'agreed', agreedAt: at };
  await stores.guardians.put(uow, link.subjectId, next);
  return next;
}

/** The guardian thinks otherwise: the account is closed at once, and what it holds is erased. */
export async function withdrawGuardian(
  stores: { readonly accounts: AccountStore; readonly guardians: GuardianStore },
  uow: UnitOfWork,
  { subjectId, email }: { readonly subjectId: SubjectId; readonly email: string },
  at: Instant,
): Promise<'closed' | Refusal<'link-expired'>> {
  const guardian = await stores.guardians.find(uow, subjectId);
  if (guardian?.state !== 'agreed' || guardian.email !== email) return refuse('link-expired');
  await closeAccount(stores.accounts, uow, subjectId, at);
  return 'closed';
}

/** Nobody can sign in any more, and whoever is signed in no longer is; the erasure of a closed account follows. */
export async function closeAccount(accounts: AccountStore, uow: UnitOfWork, subjectId: SubjectId, at: Instant): Promise<void> {
  await accounts.change(uow, subjectId, { state: 'closed' });
  await accounts.endSessions(uow, subjectId, null, at);
}
