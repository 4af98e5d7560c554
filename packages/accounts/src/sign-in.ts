import { collects, keyedSubjectHash, type Profile } from '@keepword/policy';
import { newId, refuse, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { defaultPreferences, type Account, type Session } from './account.js';
import { type LookupHash } from './lookup-hash.js';
import type { AccountStore, Lookup } from './ports/account-store.js';
import type { IdentityClaims, SignedIn } from './ports/identity-provider.js';
import { sessionEnd } from './session-rules.js';

export interface SignInContext {
  readonly profile: Profile;
  /** Digest of the policy version in force. */
  readonly policyVersion: string;
  readonly lookups: LookupHash;
  readonly accounts: AccountStore;
}

export interface Visit {
  /** «Firefox on Linux» and the address; null where the profile does not collect them. */
  readonly device: string | null;
  readonly ip: string | null;
}

export type StartedSession = { readonly account: Account; readonly session: Session; readonly isNew: boolean };
type SignInRefused = Refusal<'account-closed'> | Refusal<'email-not-verified'>;

/**
 * From verified claims to a session: finds the account, or makes one with just the fields the profile lets it keep.
 * Two transactions of the caller's: looking up needs no subject, everything after is bound to it.
 */
export async function findSubject(
  context: SignInContext,
  uow: UnitOfWork,
  { claims, vendorSession }: SignedIn,
): Promise<string | null | Refusal<'email-not-verified'>> {
  // An unverified address must never lead to somebody's account, nor take the address for a new one.
  if (!claims.emailVerified) return refuse('email-not-verified');
  const lookups: Lookup[] = [];
  if (vendorSession) lookups.push(context.lookups.vendorUser(vendorSession.userId));
  lookups.push(context.lookups.identity(claims), context.lookups.email(claims.email));
  return context.accounts.findSubject(uow, lookups);
}

/** @param subjectId what {@link findSubject} found, or null for a new account, whose id must be `newSubjectId` */
export async function startSession(
  context: SignInContext,
  uow: UnitOfWork,
  command: { readonly signedIn: SignedIn; readonly subjectId: string; readonly isNew: boolean; readonly visit: Visit },
  at: Date,
): Promise<StartedSession | SignInRefused> {
  const { signedIn, subjectId, isNew, visit } = command;
  const account = isNew ? await register(context, uow, subjectId, signedIn.claims, at) : await context.accounts.find(uow, subjectId);
  if (!account || account.state === 'closed') return refuse('account-closed');
  await linkIdentity(context, uow, subjectId, signedIn, at);
  const session: Session = {
    id: signedIn.vendorSession?.sessionId ?? newId(at),
    subjectId,
    device: visit.device,
    ip: visit.ip,
    createdAt: at,
    lastSeenAt: at,
    expiresAt: sessionEnd(at),
    endedAt: null,
  };
  await context.accounts.insertSession(uow, session);
  await context.accounts.change(uow, subjectId, { lastActivityAt: at });
  return { account: { ...account, lastActivityAt: at }, session, isNew };
}

async function register(context: SignInContext, uow: UnitOfWork, subjectId: string, claims: IdentityClaims, at: Date): Promise<Account> {
  const { profile } = context;
  const mayKeep = (category: 'account.identity' | 'account.profile', field: string) => collects(profile, category, field);
  const account: Account = {
    subjectId,
    email: claims.email.trim(),
    displayName: mayKeep('account.identity', 'name') || mayKeep('account.profile', 'displayName') ? claims.displayName : null,
    pictureUrl: mayKeep('account.profile', 'picture') ? claims.pictureUrl : null,
    ageBand: null,
    ...defaultPreferences,
    state: 'active',
    profileId: profile.id,
    policyVersion: context.policyVersion,
    createdAt: at,
    lastActivityAt: at,
  };
  await context.accounts.insert(uow, account);
  await context.accounts.replaceEmailLookup(uow, subjectId, context.lookups.email(account.email));
  return account;
}

async function linkIdentity(
  context: SignInContext,
  uow: UnitOfWork,
  subjectId: string,
  { claims, vendorSession }: SignedIn,
  at: Date,
): Promise<void> {
  const lookups = [context.lookups.identity(claims)];
  if (vendorSession) lookups.push(context.lookups.vendorUser(vendorSession.userId));
  const link = {
    provider: claims.provider,
    providerSubject: keyedSubjectHash(context.profile) ? null : claims.providerSubject,
    vendorUserId: vendorSession?.userId ?? null,
  };
  await context.accounts.link(uow, subjectId, link, lookups, at);
}
