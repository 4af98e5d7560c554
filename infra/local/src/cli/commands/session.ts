import type { Command } from 'commander';
import { fieldLines, print } from '../answer.js';
import { runningStack } from '../running-stack.js';

export function addSessionCommand(program: Command): void {
  program
    .command('session')
    .description('sign a person in, in the way the profile signs people in; makes the account if need be')
    .argument('<email>')
    .option('--json', 'as JSON')
    .action(async (email: string, { json = false }: { json?: boolean }) => {
      const { openSession } = await import('../sign-in/open-session.js');
      const session = await openSession(runningStack(), email);
      print({ json: session, text: fieldLines({ ...session }) }, json);
    });
}
