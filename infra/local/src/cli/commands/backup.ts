import { existsSync } from 'node:fs';
import { systemClock, type Clock } from '@keepword/primitives';
import type { Command } from 'commander';
import { UsageError } from '../../launch/usage-error.js';
import { fieldLines, print } from '../answer.js';
import { runningStack } from '../running-stack.js';

const help = `
The file holds names and addresses: keep it as you keep the database, and not longer than your policy says. The key store is no part of it; it has its
own, shorter-lived backups, so that what was sealed for somebody who was erased cannot be opened from here.

After a restore no service is ready until the worker has erased again what the replay log names; nobody is signed in any more.
Elsewhere than on the local stack: BACKUP_DATABASE_URL, as the owner of the tables.`;

interface Options {
  readonly json?: boolean;
}

export function addBackupCommand(program: Command): void {
  const backup = program.command('backup').description('the platform’s database in a file').addHelpText('after', help);
  backup
    .command('create')
    .description('write every row, as it is at this moment')
    .argument('<file>', 'must not be there yet')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, { json = false }: Options) => {
      if (existsSync(file)) throw new UsageError(`'${file}' is there already.`);
      const { createBackup } = await import('../backup.js');
      const { url, clock } = place();
      const done = await createBackup(url, file, clock);
      print({ json: done, text: fieldLines({ ...done, tables: String(done.tables), rows: String(done.rows) }) }, json);
    });
  backup
    .command('restore')
    .description('put the database back to what a file holds; what was written since is gone')
    .argument('<file>')
    .option('--json', 'as JSON')
    .addHelpText('after', help)
    .action(async (file: string, { json = false }: Options) => {
      if (!existsSync(file)) throw new UsageError(`'${file}' is not there.`);
      const { restoreBackup } = await import('../backup.js');
      const { url, clock } = place();
      const done = await restoreBackup(url, file, clock);
      print({ json: done, text: fieldLines({ ...done, tables: String(done.tables), rows: String(done.rows) }) }, json);
    });
}

function place(): { readonly url: string; readonly clock: Clock } {
  const given = process.env['BACKUP_DATABASE_URL'];
  if (given) return { url: given, clock: systemClock };
  const { runtime, clock } = runningStack();
  return { url: runtime.databaseUrl, clock };
}
