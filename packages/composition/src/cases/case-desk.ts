import { addressKey, type AddressKey, type CasePorts } from '@keepword/data-rights';
import { openDatabase, PostgresCaseStore, PostgresUnitOfWork, type CaseSeal } from '@keepword/database';
import type { Keyring } from '@keepword/keyring';
import { holidaysOf } from '@keepword/policy';
import type { Id, Instant } from '@keepword/primitives';
import { BadEnvironment } from '@keepword/service-kit';
import type { PlatformEnvironment } from '../environment.js';
import type { Foundation } from '../foundation.js';

/** Where requests about data are worked on: their store under the one role that crosses people for them, and the rules that they follow. */
export interface CaseDesk {
  /**
   * Runs `work` in one transaction of the role `participant_cases`. What it throws rolls everything back; a refusal that it returns does not, and
   * some refusals write (a wrong answer to a challenge is counted).
   */
  transaction<T>(at: Instant, work: (ports: CasePorts) => Promise<T>): Promise<T>;
  /** What stands for an address in a case; the address itself is a content. */
  addressKey(address: string): AddressKey;
  /** Resolves when the database answers under that role. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** Few cases are worked on at once; the pool is the process's second one. */
const connectionsMax = 6;

/** @throws BadEnvironment when CASES_DATABASE_URL is missing */
export async function openCases(
  environment: PlatformEnvironment,
  { storage, profile }: Pick<Foundation, 'storage' | 'profile'>,
  applicationName = 'cases',
): Promise<CaseDesk> {
  if (!environment.CASES_DATABASE_URL)
    throw new BadEnvironment('CASES_DATABASE_URL: the database as role participant_cases is needed (found nothing)');
  const database = await openDatabase(environment.CASES_DATABASE_URL, { applicationName, connectionsMax });
  const transactions = new PostgresUnitOfWork(database);
  const holidays = holidaysOf(profile);
  const store = new PostgresCaseStore(caseSeal(storage.keyring));
  return {
    transaction: (at, work) => transactions.transaction(null, (uow) => work({ store, uow, profile, at, holidays })),
    addressKey: (address) => addressKey(environment.SUBJECT_HASH_KEY, address),
    async check() {
      await database.query('SELECT 1');
    },
    close: () => database.destroy(),
  };
}

/** Words of a case are sealed under a key of the case: it may be about somebody who has no account, or none any more. */
function caseSeal(keyring: Keyring): CaseSeal {
  const place = (contentId: Id) => ({ table: 'privacy_case_contents', column: 'sealed', rowId: contentId });
  return {
    seal: (caseId, contentId, plain) => keyring.seal(caseId, place(contentId), plain),
    open: (caseId, contentId, sealed) => keyring.open(caseId, place(contentId), sealed),
  };
}
