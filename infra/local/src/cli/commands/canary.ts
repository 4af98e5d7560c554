import type { Command } from 'commander';
import { UsageError } from '../../launch/settings.js';
import { print } from '../answer.js';
import { databaseHits, type Hit } from '../canary/database-hits.js';
import { fileHits } from '../canary/file-hits.js';
import { objectHits } from '../canary/object-hits.js';
import { openSeals } from '../canary/seals.js';
import { Token } from '../canary/token.js';
import { runningStack, type RunningStack } from '../running-stack.js';

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
      const hits = await scan(runningStack(), new Token(token));
      const text = hits.length === 0 ? 'Found nowhere.' : hits.map(({ where, location }) => `${where}  ${location}`).join('\n');
      print({ json: { hits }, text }, json);
    });
}

async function scan({ runtime, folder, secrets, clock }: RunningStack, token: Token): Promise<readonly Hit[]> {
  const seals = openSeals(runtime.keyStoreUrl, secrets.keyringMasterKey, clock);
  try {
    return [
      ...(await databaseHits('database', runtime.databaseUrl, token, seals)),
      ...(await databaseHits('key-store', runtime.keyStoreUrl, token, seals)),
      ...(await databaseHits('queue', runtime.queueDatabaseUrl, token, seals)),
      ...(await objectHits(folder.objectsDir, token, seals)),
      ...(await fileHits('vendors', folder.vendorsDir, token)),
      ...(await fileHits('logs', folder.logsDir, token)),
    ];
  } finally {
    await seals.close();
  }
}
