import { carryOut, type AddressKey, type CaseRefusal, type Done, type CarriedOut, type IdempotencyConflict } from '@keepword/data-rights';
import { PostgresStaffReads } from '@keepword/database';
import { isRefusal, refuse, type Id } from '@keepword/primitives';
import type { Caller } from '@keepword/service-kit';
import type { PrivacyPlatform } from '../platform/platform.js';

type Parts = Pick<PrivacyPlatform, 'desk' | 'clock' | 'storage' | 'accounts'>;

const staffReads = new PostgresStaffReads();

/**
 * Takes a sign-in of a moment ago as proof: of one's own case, or of one that came from the very address on file. Every other case is not found,
 * whoever knows its id.
 */
export async function proveBySession(
  platform: Parts,
  caseId: Id,
  { subjectId, authenticatedAt }: Caller,
): Promise<{ readonly reference: string } | CaseRefusal | IdempotencyConflict> {
  const addressKey = await addressOnFile(platform, subjectId);
  return platform.desk.transaction(platform.clock.now(), async (ports) => {
    const command = { kind: 'verify', method: 'signed-in-session', subjectId, addressKey, authenticatedAt } as const;
    const done: Done<CarriedOut> | CaseRefusal | IdempotencyConflict = await carryOut(
      ports,
      { caseId, key: null, command },
      { kind: 'person', subjectId },
    );
    if (isRefusal(done)) return done;
    await staffReads.attribute(ports.uow, caseId, subjectId);
    const proven = await ports.store.find(ports.uow, caseId);
    return proven ? { reference: proven.reference } : refuse('not-found');
  });
}

/** What stands for the address on file; null when there is none. */
export async function addressOnFile({ desk, storage, accounts }: Parts, subjectId: Id): Promise<AddressKey | null> {
  const account = await storage.transactions.transaction(subjectId, (uow) => accounts.find(uow, subjectId));
  return account && desk.addressKey(account.email);
}
