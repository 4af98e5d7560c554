import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, type DataFolder } from '../launch/data-folder.js';
import { localClock } from '../launch/local-clock.js';
import { findRunningStack, type Runtime } from '../launch/runtime.js';
import type { StackSecrets } from '../launch/secrets.js';
import { dataRoot, UsageError } from '../launch/settings.js';
import type { Clock } from '@keepword/primitives';

/** The stack that a command works on. */
export interface RunningStack {
  readonly runtime: Runtime;
  readonly folder: DataFolder;
  readonly secrets: StackSecrets;
  readonly clock: Clock;
}

export const repositoryRoot = path.resolve(import.meta.dirname, '../../../..');

/** @throws UsageError when no stack runs */
export function runningStack(): RunningStack {
  const runtime = findRunningStack(dataRoot(process.env, repositoryRoot), process.env['KEEPWORD_PROFILE'] || undefined);
  if (!runtime)
    throw new UsageError('No local stack runs here. Start it with npm start, and give both commands the same KEEPWORD_DATA_DIR.');
  const folder = dataFolder(runtime.dataDir);
  const secrets = JSON.parse(readFileSync(folder.secretsFile, 'utf8')) as StackSecrets;
  return { runtime, folder, secrets, clock: localClock(folder.clockFile) };
}
