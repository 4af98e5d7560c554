import type { Command } from 'commander';
import { UsageError } from '../../launch/usage-error.js';
import { print } from '../answer.js';
import { runningStack } from '../running-stack.js';

export function addCanaryCommand(program: Command): void {
  program
    .command('canary')
    .description('look for planted words')
    .command('scan')
    .description('search every table (raw and decrypted), object, queue payload, stand-in and log')
    .argument('<token>', 'at least four characters')
    .option('--json', 'as JSON')
    .action(async (token: string, { json = false }: { json?: boolean }) => {
      if (Buffer.byteLength(token) < 4)
        throw new UsageError('A token of less than four characters is found everywhere; take a longer one.');
      const { scan } = await import('../canary/scan.js');
      const hits = await scan(runningStack(), token);
      const text = hits.length === 0 ? 'Found nowhere.' : hits.map(({ where, location }) => `${where}  ${location}`).join('\n');
      print({ json: { hits }, text }, json);
    });
}
