import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { UsageError } from '../../launch/usage-error.js';
import { fieldLines, print } from '../answer.js';
import { runningStack } from '../running-stack.js';

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
      const { giveCredits } = await import('../give-credits.js');
      const granted = await giveCredits(runningStack(), { email, amount: Number(amount), expiresAt, key: `local-grant:${randomUUID()}` });
      print({ json: granted, text: fieldLines({ ...granted }) }, json);
    });
}
