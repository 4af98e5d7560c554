import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { ProfileId } from '@keepword/policy';
import { dataFolder } from './data-folder.js';
import { runningLauncher } from './single-launcher.js';
import { writePrivately } from './secrets.js';

/** What a running stack tells the stand-ins' process and the CLI; `runtime.json` in the data folder, mode 0600. */
export interface Runtime {
  readonly profile: ProfileId;
  readonly startedAt: string;
  readonly webUrl: string;
  readonly coreApiUrl: string;
  readonly privacyServiceUrl: string;
  readonly workerUrl: string;
  readonly vendorsUrl: string;
  readonly smtpPort: number;
  /** Where mail to the privacy mailbox comes in; null where a vendor of the profile takes it. */
  readonly inboundSmtpPort: number | null;
  readonly dataDir: string;
  /** Superuser's connection strings. */
  readonly databaseUrl: string;
  readonly keyStoreUrl: string;
  readonly queueDatabaseUrl: string;
  /** As the apps get it: a role of its own on Postgres, or whatever Redis was given. */
  readonly queueUrl: string;
  /** New at each boot: opens the stand-ins' `/_control`. */
  readonly controlSecret: string;
  readonly privacyMailbox: string;
}

export function writeRuntime(file: string, runtime: Runtime): void {
  writePrivately(file, JSON.stringify(runtime, null, 2));
}

export function readRuntime(file: string): Runtime {
  return JSON.parse(readFileSync(file, 'utf8')) as Runtime;
}

/**
 * The stack that runs now under a data root; of several the one that was started last.
 * @param profile only this one counts
 * @returns null when none runs
 */
export function findRunningStack(dataRoot: string, profile: string | undefined): Runtime | null {
  if (!existsSync(dataRoot)) return null;
  const running = readdirSync(dataRoot, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && (profile === undefined || entry.name === profile))
    .map((entry) => dataFolder(path.join(dataRoot, entry.name)))
    .filter((folder) => existsSync(folder.runtimeFile) && runningLauncher(folder.lockFile) !== null)
    .map((folder) => readRuntime(folder.runtimeFile));
  return running.sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0] ?? null;
}
