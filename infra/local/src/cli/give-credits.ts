import { grantCredits } from '@keepword/credits';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '@keepword/database';
import { isRefusal } from '@keepword/primitives';
import { signedInAs } from '../launch/app-environment.js';
import { UsageError } from '../launch/usage-error.js';
import type { RunningStack } from './running-stack.js';
import { subjectOf } from './subject-of.js';

export interface CreditGift {
  readonly email: string;
  readonly amount: number;
  readonly expiresAt: Date | null;
  /** The same key gives once. */
  readonly key: string;
}

/** Through the ledger's own rules, as core-api's role. */
export async function giveCredits({ runtime, secrets, clock }: RunningStack, { email, amount, expiresAt, key }: CreditGift) {
  const subjectId = await subjectOf(runtime.databaseUrl, email);
  const database = await openDatabase(signedInAs('core_api', runtime.databaseUrl, secrets), {
    connectionsMax: 1,
    applicationName: 'keepword-cli',
  });
  try {
    const granted = await new PostgresUnitOfWork(database).transaction(subjectId, (uow) =>
      grantCredits(
        new PostgresCreditStore(),
        uow,
        { subjectId, key, amount, source: 'promotional', expiresAt, note: 'granted from the command line' },
        clock.now(),
      ),
    );
    if (isRefusal(granted)) throw new UsageError(`The ledger refused: ${granted.refused}.`);
    return { email, subjectId, ...granted, expiresAt: expiresAt?.toISOString() ?? null };
  } finally {
    await database.destroy();
  }
}
