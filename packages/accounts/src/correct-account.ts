import { createHash, randomBytes } from 'node:crypto';
import type { Profile } from '@keepword/policy';
import { addPeriod, refuse, type Refusal, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import type { Account, Preferences } from './account.js';
import { ageBandOf } from './age.js';
import { printable, tidyName } from './claim-limits.js';
import { closeAccount } from './guardian.js';
import { normaliseEmail, type LookupHash } from './lookup-hash.js';
import type { AccountStore } from './ports/account-store.js';

export interface Correction {
  readonly displayName?: string;
  readonly ageYears?: number;
  readonly preferences?: Partial<Preferences>;
}

export type CorrectionRefusal = Refusal<'account-closed'> | Refusal<'age-already-answered'>;

/** Name and preferences at any time; the age question once, since a second answer would be a way around the first. */
export async function correctAccount(
  accounts: AccountStore,
  uow: UnitOfWork,
  command: { readonly profile: Profile; readonly subjectId: SubjectId; readonly correction: Correction },
  at: Date,
): Promise<Account | CorrectionRefusal> {
  const account = await accounts.find(uow, command.subjectId);
  if (!account || account.state === 'closed') return refuse('account-closed');
  const { displayName, ageYears, preferences } = command.correction;
  if (ageYears !== undefined && account.ageBand !== null) return refuse('age-already-answered');
  const band = ageYears === undefined ? {} : { ageBand: ageBandOf(command.profile, ageYears) };
  const name = displayName === undefined ? {} : { displayName: tidyName(displayName) };
  const locale = preferences?.locale === undefined ? {} : { locale: printable(preferences.locale) };
  const change = { ...name, ...preferences, ...locale, ...band };
  if (Object.keys(change).length > 0) await accounts.change(uow, command.subjectId, change);
  // Too young: closed at once; what little was collected is erased by the erasure that follows a closed account.
  if (band.ageBand === 'refused') await closeAccount(accounts, uow, command.subjectId, at);
  return { ...account, ...change, ...(band.ageBand === 'refused' ? { state: 'closed' as const } : {}) };
}

/** A mailed link's secret and the hash that is stored in its place. */
export interface LinkToken {
  readonly token: string;
  readonly hash: Uint8Array;
}

export function newLinkToken(): LinkToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: hashLinkToken(token) };
}

export const hashLinkToken = (token: string): Uint8Array => createHash('sha256').update(token, 'utf8').digest();

const emailChangeLasts = 'PT1H';

/** Remembers the wish; the address counts only once its link was opened. Whether it is taken is not told before that. */
export async function requestEmailChange(
  accounts: AccountStore,
  uow: UnitOfWork,
  command: { readonly subjectId: SubjectId; readonly newEmail: string },
  at: Date,
): Promise<{ readonly expiresAt: Date } | Refusal<'same-address'>> {
  const account = await accounts.find(uow, command.subjectId);
  if (account && normaliseEmail(account.email) === normaliseEmail(command.newEmail)) return refuse('same-address');
  const expiresAt = addPeriod(at, emailChangeLasts);
  await accounts.putEmailChange(uow, command.subjectId, { newEmail: command.newEmail.trim(), requestedAt: at, expiresAt });
  return { expiresAt };
}

export type EmailChangeRefusal = Refusal<'link-expired'> | Refusal<'address-taken'>;

/**
 * The link was opened: the new address takes the place of the old one, which the caller then notifies.
 * @param command.newEmail the address that the link was mailed to; a link counts only for that one, not for a later wish
 */
export async function confirmEmailChange(
  context: { readonly accounts: AccountStore; readonly lookups: LookupHash },
  uow: UnitOfWork,
  { subjectId, newEmail }: { readonly subjectId: SubjectId; readonly newEmail: string },
  at: Date,
): Promise<{ readonly oldEmail: string; readonly newEmail: string } | EmailChangeRefusal> {
  const { accounts, lookups } = context;
  const [account, change] = [await accounts.find(uow, subjectId), await accounts.emailChange(uow, subjectId)];
  if (!account || account.state === 'closed' || !change || change.expiresAt <= at) return refuse('link-expired');
  if (normaliseEmail(change.newEmail) !== normaliseEmail(newEmail)) return refuse('link-expired');
  if (!(await accounts.replaceEmailLookup(uow, subjectId, lookups.email(change.newEmail)))) return refuse('address-taken');
  await accounts.change(uow, subjectId, { email: change.newEmail });
  await accounts.removeEmailChange(uow, subjectId);
  return { oldEmail: account.email, newEmail: change.newEmail };
}
