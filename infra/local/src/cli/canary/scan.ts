import type { RunningStack } from '../running-stack.js';
import { databaseHits, type Hit } from './database-hits.js';
import { fileHits } from './file-hits.js';
import { objectHits } from './object-hits.js';
import { openSeals } from './seals.js';
import { Token } from './token.js';

/** Everywhere the stack can have written something down. @param planted a word, or a piece of a file */
export async function scan({ runtime, folder, secrets, clock }: RunningStack, planted: string | Uint8Array): Promise<readonly Hit[]> {
  const token = new Token(planted);
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
