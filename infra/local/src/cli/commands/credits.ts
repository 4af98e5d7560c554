import { randomUUID } from 'node:crypto';
import { grantCredits } from '@keepword/credits';
import { openDatabase, PostgresCreditStore, PostgresUnitOfWork } from '@keepword/database';
import { isRefusal } from '@keepword/primitives';
import type { Command } from 'commander';
import { signedInAs } from '../../launch/app-environment.js';
import { UsageError } from '../../launch/settings.js';
import { fieldLines, print } from '../answer.js';
import { runningStack, type RunningStack } from '../running-stack.js';
import { subjectOf } from '../subject-of.js';

export interface CreditGift {
  readonly email: string;
  readonly amount: number;
  readonly expiresAt: Date | null;
  /** The same key gives once. */
  readonly key: string;
}

export function addCreditsCommand(program: Command): void {
  const credits = program.command('credits').description('credits of a person');
  credits
    .command('grant')
    .description('give promotional credits')
    .argument('<email>')
    .argument('<amount>', 'whole credits')
    .option('--expires <instant>', 'when the unspent part is gone, ISO 8601; never unless given')
    .option('--json', 'as JSON')
    .action(async (email: string, amount: string, { expires, json = false }: { expires?: string; json?: boolean }) => {
      const expiresAt = expires === undefined ? null : new Date(expires);
      if (expiresAt && Number.isNaN(expiresAt.getTime()))
        throw new UsageError(`'${expires}' is not an instant such as 2027-01-31T12:00:00Z.`);
      const granted = await giveCredits(runningStack(), { email, amount: Number(amount), expiresAt, key: `local-grant:${randomUUID()}` });
      print({ json: granted, text: fieldLines({ ...granted }) }, json);
    });
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
