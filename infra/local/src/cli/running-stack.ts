import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dataFolder, type DataFolder } from '../launch/data-folder.js';
import { localClock } from '../launch/local-clock.js';
import { findRunningStack, readRuntime, type Runtime } from '../launch/runtime.js';
import type { StackSecrets } from '../launch/secrets.js';
import { dataRoot } from '../launch/settings.js';
import { UsageError } from '../launch/usage-error.js';
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
  return stackIn(runtime.dataDir);
}

/** @param dataDir of one profile, with a stack running on it */
export function stackIn(dataDir: string): RunningStack {
  const folder = dataFolder(dataDir);
  const secrets = JSON.parse(readFileSync(folder.secretsFile, 'utf8')) as StackSecrets;
  return { runtime: readRuntime(folder.runtimeFile), folder, secrets, clock: localClock(folder.clockFile) };
}
