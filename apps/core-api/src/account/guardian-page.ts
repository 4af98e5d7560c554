import { guardianLinksPerDayMax, guardianTokenDigest, newGuardianLink, type Account, type Guardian } from '@keepword/accounts';
import { minimumAge } from '@keepword/policy';
import { newId, subtractPeriod, type Id, type SubjectId, type UnitOfWork } from '@keepword/primitives';
import { ProblemException } from '@keepword/service-kit';
import type { Platform } from '../platform/platform.js';

/** @throws ProblemException where the profile lets no minor in with a guardian */
export function mustOfferGuardians(platform: Platform): Platform {
  if (!minimumAge(platform.profile).guardianFlow) throw new ProblemException('/problems/not-offered');
  return platform;
}

/** A guardian who holds a link to the page of an account that is open and for which they agreed. */
interface PageHolder {
  readonly account: Account;
  readonly guardian: Guardian & { readonly agreedAt: Date };
  readonly expiresAt: Date;
}

/** Whose page a link opens; null where it leads nowhere, or no longer. Look at `expiresAt`. */
export async function holderOfPageLink(platform: Platform, token: string): Promise<PageHolder | null> {
  const { storage, guardianLinks, accounts, guardians, environment } = platform;
  const digest = guardianTokenDigest(environment.SUBJECT_HASH_KEY, token);
  const link = await storage.transactions.transaction(null, (uow) => guardianLinks.find(uow, digest));
  if (!link) return null;
  return storage.transactions.transaction(link.subjectId, async (uow) => {
    const [account, guardian] = [await accounts.find(uow, link.subjectId), await guardians.find(uow, link.subjectId)];
    if (account?.state !== 'active' || guardian?.state !== 'agreed' || guardian.agreedAt === null) return null;
    return { account, guardian: { ...guardian, agreedAt: guardian.agreedAt }, expiresAt: link.expiresAt };
  });
}

/** The account and the address of the guardian, as long as the link can be used. */
export async function guardianOfPageLink(platform: Platform, token: string): Promise<{ subjectId: SubjectId; email: string } | null> {
  const holder = await holderOfPageLink(platform, token);
  if (!holder || holder.expiresAt <= platform.clock.now()) return null;
  return { subjectId: holder.account.subjectId, email: holder.guardian.email };
}

/** Has a link to the page mailed. @returns false when the mailbox got as many as are good for it within a day: no more is sent then */
export async function mailGuardianPage(platform: Platform, uow: UnitOfWork, subjectId: SubjectId): Promise<boolean> {
  const { mails, guardianLinks, clock } = platform;
  const at = clock.now();
  if ((await guardianLinks.countSince(uow, subjectId, subtractPeriod(at, 'P1D'))) >= guardianLinksPerDayMax) return false;
  const refId = newId(at);
  await openGuardianLink(platform, uow, { id: refId, subjectId });
  await mails.add(uow, { subjectId, template: 'guardian-page', toAddress: null, refId }, at);
  return true;
}

/** A link whose mail is written in the background; what the mail is about has the same id. */
export function openGuardianLink(
  platform: Platform,
  uow: UnitOfWork,
  link: { readonly id: Id; readonly subjectId: SubjectId },
): Promise<void> {
  const { guardianLinks, environment, clock } = platform;
  return guardianLinks.insert(uow, newGuardianLink(environment.SUBJECT_HASH_KEY, link, clock.now()));
}
