import { findSubject, startSession, type Account, type SignedIn, type Visit } from '@keepword/accounts';
import { startSession as endpoint, type StartedSession } from '@keepword/contracts';
import { isRefusal, newId } from '@keepword/primitives';
import { droppedFields, ProblemException } from '@keepword/service-kit';
import { accountView } from '../account/account-view.js';
import type { Platform } from '../platform/platform.js';

/** From what the identity vendor vouches for to a session of ours and the token to use it with. */
export async function openSession(platform: Platform, signedIn: SignedIn, visit: Visit): Promise<StartedSession> {
  const { accounts, lookups, storage, clock, profile, policyVersion, identity } = platform;
  const context = { profile, policyVersion, lookups, accounts };
  const at = clock.now();
  const found = await storage.transactions.transaction(null, (uow) => findSubject(context, uow, signedIn));
  if (isRefusal(found))
    throw new ProblemException('/problems/sign-in-failed', {
      detail: 'This e-mail address is not verified.',
      extensions: { reason: found.refused },
    });
  const subjectId = found ?? newId(at);
  const started = await storage.transactions.transaction(subjectId, (uow) =>
    startSession(context, uow, { signedIn, subjectId, isNew: found === null, visit }, at),
  );
  if (isRefusal(started)) {
    // A second tab has just made the account: this time it is found.
    if (started.refused === 'address-taken') return openSession(platform, signedIn, visit);
    throw new ProblemException('/problems/account-closed');
  }
  const { account, session, isNew } = started;
  if (isNew) countDroppedClaims(signedIn, account);
  const vendor = signedIn.vendorSession;
  const accessToken =
    vendor?.accessToken ?? (await identity.tokens?.issue({ subjectId, sessionId: session.id, issuedAt: at, expiresAt: session.expiresAt }));
  if (accessToken === undefined) throw new Error('neither the identity vendor nor we issued a token');
  return {
    sessionId: session.id,
    accessToken,
    refreshToken: vendor?.refreshToken ?? null,
    expiresAt: (vendor?.expiresAt ?? session.expiresAt).toISOString(),
    account: accountView(account, null),
  };
}

/** What the identity vendor told and the profile does not let us keep. */
function countDroppedClaims({ claims }: SignedIn, account: Account): void {
  const where = `${endpoint.method} ${endpoint.path}`;
  if (claims.displayName && account.displayName === null) droppedFields.count(where, 'displayName');
  if (claims.pictureUrl && account.pictureUrl === null) droppedFields.count(where, 'pictureUrl');
}
