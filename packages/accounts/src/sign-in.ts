import type { Profile } from '@keepword/policy';
import { newId, refuse, type Refusal, type UnitOfWork } from '@keepword/primitives';
import { defaultPreferences, type Account, type Session } from './account.js';
import { tidyName, tidyPicture } from './claim-limits.js';
import { normaliseEmail, type LookupHash } from './lookup-hash.js';
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
/** `address-taken`: a sign-in that ran beside this one has just made the account; look it up again. */
type SignInRefused = Refusal<'account-closed'> | Refusal<'email-not-verified'> | Refusal<'address-taken'>;

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
  lookups.push(...identityLookups(context, claims), context.lookups.email(claims.email));
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
  if (!signedIn.claims.emailVerified) return refuse('email-not-verified');
  const account = isNew ? await register(context, uow, subjectId, signedIn.claims, at) : await context.accounts.find(uow, subjectId);
  if (account === 'address-taken') return refuse('address-taken');
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

/** What the profiles call the claims that not every one of them keeps. */
const claimNames = {
  displayName: ['name', 'displayName'],
  pictureUrl: ['picture', 'pictureUrl'],
  providerSubject: ['providerSubject', 'googleSubject'],
} as const;

function mayKeep(profile: Profile, claim: keyof typeof claimNames): boolean {
  return profile.identity.fieldsStored.some((field) => claimNames[claim].some((name) => name === field));
}

async function register(
  { profile, policyVersion, lookups, accounts }: SignInContext,
  uow: UnitOfWork,
  subjectId: string,
  claims: IdentityClaims,
  at: Date,
): Promise<Account | 'address-taken'> {
  const account: Account = {
    subjectId,
    email: claims.email.trim(),
    displayName: mayKeep(profile, 'displayName') ? tidyName(claims.displayName) : null,
    pictureUrl: mayKeep(profile, 'pictureUrl') ? tidyPicture(claims.pictureUrl) : null,
    ageBand: null,
    ...defaultPreferences,
    state: 'active',
    profileId: profile.id,
    policyVersion,
    createdAt: at,
    lastActivityAt: at,
    restrictedSince: null,
    guardianAgreedAt: null,
  };
  // The address first: of two sign-ins at once only one gets it, and the other has then written nothing.
  if (!(await accounts.replaceEmailLookup(uow, subjectId, lookups.email(account.email)))) return 'address-taken';
  await accounts.insert(uow, account);
  return account;
}

/**
 * A mailed link vouches for an address and for nothing else. As a lasting name of the person that address would still lead
 * to the account when it has changed, so only a provider's own subject is looked up and linked.
 */
function identityLookups({ lookups }: SignInContext, claims: IdentityClaims): Lookup[] {
  return normaliseEmail(claims.providerSubject) === normaliseEmail(claims.email) ? [] : [lookups.identity(claims)];
}

async function linkIdentity(
  context: SignInContext,
  uow: UnitOfWork,
  subjectId: string,
  { claims, vendorSession }: SignedIn,
  at: Date,
): Promise<void> {
  const lookups = identityLookups(context, claims);
  const hasSubject = lookups.length > 0;
  if (vendorSession) lookups.push(context.lookups.vendorUser(vendorSession.userId));
  const link = {
    provider: claims.provider,
    providerSubject: hasSubject && mayKeep(context.profile, 'providerSubject') ? claims.providerSubject : null,
    vendorUserId: vendorSession?.userId ?? null,
  };
  await context.accounts.link(uow, subjectId, link, lookups, at);
}
