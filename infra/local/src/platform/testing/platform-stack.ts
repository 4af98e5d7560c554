import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { prepareKeyStore } from '@keepword/keyring';
import { profile as policyProfile, type Profile, type ProfileId } from '@keepword/policy';
import { TEST_ROLE_PASSWORD, testDatabase, type TestDatabase } from '@keepword/testkit';
import { Pool } from 'pg';
import { scan } from '../../cli/canary/scan.js';
import { giveCredits } from '../../cli/give-credits.js';
import type { RunningStack } from '../../cli/running-stack.js';
import { openSession } from '../../cli/sign-in/open-session.js';
import { createImageEngine } from '../../engine/image-engine.js';
import { appEnvironment, type EnvironmentSources } from '../../launch/app-environment.js';
import { dataFolder, makeFolders } from '../../launch/data-folder.js';
import { localClock, readClockOffsetMs, writeClockOffsetMs } from '../../launch/local-clock.js';
import { freePort } from '../../launch/ports.js';
import type { Runtime } from '../../launch/runtime.js';
import {
  databaseRoles,
  makeProofKeysFile,
  makeSigningKeysFile,
  readOrMakeSecrets,
  type DatabaseRole,
  type StackSecrets,
} from '../../launch/secrets.js';
import { cogVendor } from '../../vendors/cog/cog-vendor.js';
import { creemVendor } from '../../vendors/creem/creem-vendor.js';
import { falVendor } from '../../vendors/fal/fal-vendor.js';
import { githubVendor } from '../../vendors/github/github-vendor.js';
import { googleVendor } from '../../vendors/google/google-vendor.js';
import { inboxVendor } from '../../vendors/inbox/inbox-vendor.js';
import { replicateVendor } from '../../vendors/replicate/replicate-vendor.js';
import { resendVendor } from '../../vendors/resend/resend-vendor.js';
import { stripeVendor } from '../../vendors/stripe/stripe-vendor.js';
import { supabaseVendor } from '../../vendors/supabase/supabase-vendor.js';
import { startVendorHost, type VendorHost } from '../../vendors/vendor-host.js';
import { Person } from './person.js';
import { ServiceProcess } from './service-process.js';

/**
 * core-api, the worker and (for suites that ask for it) the privacy-service as processes of their own, the stand-ins inside the test's process, and databases of the suite's own on the one
 * embedded server of the run. Nothing of ours is replaced.
 */
export interface PlatformStack {
  readonly profile: Profile;
  readonly url: string;
  readonly webUrl: string;
  readonly coreApi: ServiceProcess;
  readonly worker: ServiceProcess;
  /** Of the privacy-service, where the suite asked for it. */
  readonly privacyUrl: string;
  readonly vendors: VendorHost;
  readonly running: RunningStack;
  /** As superuser, past row-level security. */
  readonly database: Pool;
  /** Signs somebody up, answers the age question and gives credits. */
  person(name: string, credits?: number): Promise<Person>;
  grant(email: string, amount: number): Promise<void>;
  /** Moves the clock that services and stand-ins share. */
  advance(seconds: number): Promise<void>;
  /** Where a word was written down: every table (decrypted too), the queue, objects, stand-ins and logs. */
  traces(word: string): Promise<readonly string[]>;
  logs(): string;
  stop(): Promise<void>;
}

/** Services look at the clock's file this often at most. */
const clockSeenMs = 80;

/**
 * @param settings environment variables of the apps that the suite chooses itself
 * @param withPrivacyService starts that one too; it takes some seconds
 */
export async function startPlatform(
  profileId: ProfileId,
  settings: Readonly<Record<string, string>> = {},
  { withPrivacyService = false } = {},
): Promise<PlatformStack> {
  const root = mkdtempSync(path.join(tmpdir(), 'keepword-platform-'));
  chmodSync(root, 0o755);
  const folder = dataFolder(root);
  makeFolders(folder);
  const secrets: StackSecrets = {
    ...readOrMakeSecrets(folder.secretsFile),
    rolePasswords: Object.fromEntries(databaseRoles.map((role) => [role, TEST_ROLE_PASSWORD])) as Record<DatabaseRole, string>,
  };
  makeSigningKeysFile(folder.signingKeysFile);
  makeProofKeysFile(folder.proofKeysFile);
  const [platform, keys, queue] = await Promise.all([testDatabase('keepword_template'), keyStore(), testDatabase()]);
  const [coreApiPort, workerPort, webPort, vendorsPort, smtpPort, privacyPort, inboundPort] = await Promise.all(
    Array.from({ length: 7 }, freePort),
  );
  const local = (port: number | undefined) => `http://127.0.0.1:${port}`;
  const runtime: Runtime = {
    profile: profileId,
    startedAt: new Date().toISOString(),
    webUrl: local(webPort),
    coreApiUrl: local(coreApiPort),
    privacyServiceUrl: local(privacyPort),
    workerUrl: local(workerPort),
    vendorsUrl: local(vendorsPort),
    smtpPort: smtpPort ?? 0,
    inboundSmtpPort: policyProfile(profileId).bindings.mail === 'resend' ? null : (inboundPort ?? 0),
    dataDir: root,
    databaseUrl: platform.url,
    keyStoreUrl: keys.url,
    queueDatabaseUrl: queue.url,
    queueUrl: queue.url,
    controlSecret: 'the control secret of the tests',
    privacyMailbox: `privacy@${profileId}.test`,
  };
  writeFileSync(folder.attestationFile, runtime.controlSecret);
  const sources: EnvironmentSources = {
    profile: policyProfile(profileId),
    runtime,
    secrets,
    folder,
    inherited: { ...process.env, ...settings },
  };
  const running: RunningStack = { runtime, folder, secrets, clock: localClock(folder.clockFile) };
  const vendors = await startVendors(running);
  const serviceOf = (name: 'core-api' | 'worker' | 'privacy-service') =>
    new ServiceProcess(name, appEnvironment(name, sources), path.join(folder.logsDir, `${name}.log`));
  const [coreApi, worker] = [serviceOf('core-api'), serviceOf('worker')];
  const services = [coreApi, worker, ...(withPrivacyService ? [serviceOf('privacy-service')] : [])];
  const database = new Pool({ connectionString: platform.url, max: 4 });
  const stop = async () => {
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await vendors.stop();
    await database.end();
    await Promise.all([platform, keys, queue].map((one) => one.drop()));
    rmSync(root, { recursive: true, force: true });
  };
  try {
    await Promise.all(services.map((service) => service.start()));
  } catch (error) {
    await stop();
    throw error;
  }
  let keyNumber = 0;
  const grant = async (email: string, amount: number) =>
    void (await giveCredits(running, { email, amount, expiresAt: null, key: `test-${++keyNumber}` }));
  return {
    profile: sources.profile,
    url: runtime.coreApiUrl,
    webUrl: runtime.webUrl,
    privacyUrl: runtime.privacyServiceUrl,
    coreApi,
    worker,
    vendors,
    running,
    database,
    grant,
    async person(name, credits = 0) {
      const session = await openSession(running, `${name}@example.com`);
      if (credits > 0) await grant(session.email, credits);
      return new Person(runtime.coreApiUrl, session.email, session.subjectId, session.accessToken);
    },
    async advance(seconds) {
      writeClockOffsetMs(folder.clockFile, readClockOffsetMs(folder.clockFile) + seconds * 1_000);
      await pause(clockSeenMs);
    },
    traces: async (word) => (await scan(running, word)).map(({ where, location }) => `${where}: ${location}`),
    logs: () => services.map(({ name }) => readFileSync(path.join(folder.logsDir, `${name}.log`), 'utf8')).join('\n'),
    stop,
  };
}

/** The key store's role belongs to the whole server: suites that start at the same moment may collide once. */
async function keyStore(): Promise<TestDatabase> {
  const database = await testDatabase();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await prepareKeyStore({ superuserUrl: database.url, rolePassword: TEST_ROLE_PASSWORD });
      return database;
    } catch (error) {
      if (attempt === 10) throw error;
      await pause(50 * attempt);
    }
  }
}

function startVendors({ runtime, folder, secrets, clock }: RunningStack): Promise<VendorHost> {
  const engine = createImageEngine({ instant: true });
  const { smtpPort, controlSecret, privacyMailbox, inboundSmtpPort } = runtime;
  const inbox = inboxVendor({ smtpPort, controlSecret, privacyMailbox, inboundSmtpPort });
  return startVendorHost({
    port: Number(new URL(runtime.vendorsUrl).port),
    controlSecret: runtime.controlSecret,
    clock,
    dataDir: folder.vendorsDir,
    databaseUrl: runtime.databaseUrl,
    webUrl: runtime.webUrl,
    coreApiUrl: runtime.coreApiUrl,
    privacyServiceUrl: runtime.privacyServiceUrl,
    secrets: secrets.vendors,
    vendors: [
      inbox.vendor,
      supabaseVendor({ sendMail: async ({ to, ...mail }) => void inbox.deliver({ ...mail, to: [to] }) }),
      googleVendor,
      githubVendor,
      stripeVendor,
      creemVendor,
      replicateVendor(engine),
      falVendor(engine),
      cogVendor(engine),
      resendVendor({ inbox, receives: policyProfile(runtime.profile).bindings.mail === 'resend' }),
    ],
  });
}
