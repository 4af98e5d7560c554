import { profile, type ProfileId } from '@keepword/policy';
import { isRefusal, newId } from '@keepword/primitives';
import { LookupHash } from '../lookup-hash.js';
import type { AccountStore, Transactions } from '../ports/account-store.js';
import type { IdentityClaims, SignedIn } from '../ports/identity-provider.js';
import { findSubject, startSession, type SignInContext } from '../sign-in.js';

/** What Google would tell about Ada. */
export function claimsOf(changes: Partial<IdentityClaims> = {}): IdentityClaims {
  return {
    provider: 'google',
    providerSubject: '108177',
    email: 'Ada@Example.org',
    emailVerified: true,
    displayName: 'Ada L.',
    pictureUrl: 'https://pictures.example.org/ada.png',
    ...changes,
  };
}

export function signInContext(profileId: ProfileId, accounts: AccountStore): SignInContext {
  return { profile: profile(profileId), policyVersion: 'sha256-of-a-policy', lookups: new LookupHash(Buffer.alloc(32, 7)), accounts };
}

/** Signs in as the API does: looks the person up in one transaction, then opens the session in another. */
export async function signInAs(context: SignInContext, transactions: Transactions, signedIn: SignedIn, at: Date) {
  const found = await transactions.transaction(null, (uow) => findSubject(context, uow, signedIn));
  if (isRefusal(found)) return found;
  const subjectId = found ?? newId(at);
  const visit = { device: 'Firefox on Linux', ip: '192.0.2.7' };
  return transactions.transaction(subjectId, (uow) =>
    startSession(context, uow, { signedIn, subjectId, isNew: found === null, visit }, at),
  );
}
