import { PostgresErasureRuns, type RunSeal } from '@keepword/database';
import type { Keyring } from '@keepword/keyring';
import type { Id } from '@keepword/primitives';
import type { Storage } from '../storage.js';

/** Erasure runs, under the role that the process has. */
export function erasureRuns({ database, keyring }: Pick<Storage, 'database' | 'keyring'>): PostgresErasureRuns {
  return new PostgresErasureRuns(database, runSeal(keyring));
}

/** A run is sealed under a key of its own: it has to be read after its subject's key is gone. */
function runSeal(keyring: Keyring): RunSeal {
  const place = (runId: Id) => ({ table: 'erasure_runs', column: 'sealed', rowId: runId });
  return {
    seal: (runId, plain) => keyring.seal(runId, place(runId), plain),
    open: (runId, sealed) => keyring.open(runId, place(runId), sealed),
  };
}
