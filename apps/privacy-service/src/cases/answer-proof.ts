import { answerChallenge, type AddressKey, type ChallengeRefusal } from '@keepword/data-rights';
import { PostgresStaffReads } from '@keepword/database';
import { isRefusal, refuse, type Id, type SubjectId } from '@keepword/primitives';
import type { PrivacyPlatform } from '../platform/platform.js';

const staffReads = new PostgresStaffReads();

/**
 * Takes the token of a mailed link. The link counts for the address that it was sent to, as long as that is the address on file: one sent to a
 * former address proves nothing any more.
 */
export async function answerProof(
  platform: Pick<PrivacyPlatform, 'desk' | 'clock' | 'storage' | 'accounts'>,
  caseId: Id,
  token: string,
): Promise<{ readonly reference: string } | ChallengeRefusal> {
  const { desk, clock } = platform;
  return desk.transaction(clock.now(), async (ports) => {
    const { store, uow } = ports;
    const loaded = await store.load(uow, caseId);
    if (!loaded) return refuse('challenge-not-accepted');
    const addressKey = await addressToday(platform, loaded.challenge?.subjectId ?? null, loaded.challenge?.addressKey ?? '');
    const answered = await answerChallenge(ports, { caseId, addressKey, token: token.slice(0, 200) });
    if (isRefusal(answered)) return answered;
    if (answered.subjectId !== null) await staffReads.attribute(uow, caseId, answered.subjectId);
    return { reference: loaded.case.reference };
  });
}

/** Of the account's address now; for an address without an account, the one that was asked. */
async function addressToday(
  { desk, storage, accounts }: Pick<PrivacyPlatform, 'desk' | 'storage' | 'accounts'>,
  subjectId: SubjectId | null,
  asked: AddressKey,
): Promise<AddressKey> {
  if (subjectId === null) return asked;
  const account = await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId));
  return account ? desk.addressKey(account.email) : '';
}
