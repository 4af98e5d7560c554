import { rmSync } from 'node:fs';
import path from 'node:path';
import { profile as policyProfile } from '@keepword/policy';
import { appEnvironment, inheritedEnvironment, type AppEnvironment, type AppName, type EnvironmentSources } from './app-environment.js';
import { dataFolder, makeFolders, rotateLogs, type DataFolder } from './data-folder.js';
import { prepareDatabases, type Databases } from './databases.js';
import { complain } from './log.js';
import { checkPorts, freePort } from './ports.js';
import { untilReady } from './readiness.js';
import { writeRuntime, type Runtime } from './runtime.js';
import { makeProofKeysFile, makeSigningKeysFile, randomToken, readOrMakeSecrets, writePrivately, type StackSecrets } from './secrets.js';
import type { LaunchSettings } from './settings.js';
import { becomeTheLauncher, ProcessBook } from './single-launcher.js';
import { SupervisedPostgres } from './supervised-postgres.js';
import { SupervisedProcess, type ProcessPlan } from './supervised-process.js';

/** Everything that runs on this machine for one profile. */
export class LocalStack {
  readonly #settings: LaunchSettings;
  readonly #root: string;
  readonly #folder: DataFolder;
  readonly #endings: (() => Promise<void> | void)[] = [];
  readonly #apps = new Map<AppName, SupervisedProcess>();
  #stopped: Promise<void> | null = null;

  /** @param root of the repository */
  constructor(settings: LaunchSettings, root: string) {
    this.#settings = settings;
    this.#root = root;
    this.#folder = dataFolder(settings.dataDir);
  }

  get folder(): DataFolder {
    return this.#folder;
  }

  get apps(): ReadonlyMap<AppName, SupervisedProcess> {
    return this.#apps;
  }

  /** @throws UsageError for a mistake that the person can mend; Error when something does not come up. What had started is stopped before. */
  async start(): Promise<Runtime> {
    try {
      return await this.#start();
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** In the reverse order of the start; safe to call at any moment and more than once. */
  stop(): Promise<void> {
    this.#stopped ??= this.#stopAll();
    return this.#stopped;
  }

  async #start(): Promise<Runtime> {
    const { profile, ports } = this.#settings;
    const folder = this.#folder;
    makeFolders(folder);
    this.#endings.push(becomeTheLauncher(folder.lockFile, folder.root));
    const book = new ProcessBook(folder.processesFile);
    const leftovers = await book.endLeftovers();
    if (leftovers.length > 0) complain(`The last run was cut off; ended what it left behind: ${leftovers.join(', ')}.`);
    await checkPorts(ports);
    rotateLogs(folder.logsDir);
    const secrets = readOrMakeSecrets(folder.secretsFile);
    makeSigningKeysFile(folder.signingKeysFile);
    makeProofKeysFile(folder.proofKeysFile);

    this.#goOn();
    const { postgresDir, logsDir } = folder;
    const { superuserPassword } = secrets;
    const postgres = new SupervisedPostgres({ dataDir: postgresDir, port: ports.postgres, superuserPassword, logsDir }, book);
    this.#endings.push(() => postgres.stop());
    const server = await postgres.start();
    const databases = await prepareDatabases(server, secrets);

    const runtime = await this.#makeRuntime(databases, secrets);
    writeRuntime(folder.runtimeFile, runtime);
    writePrivately(folder.attestationFile, runtime.controlSecret);
    this.#endings.push(() => {
      for (const file of [folder.runtimeFile, folder.attestationFile]) rmSync(file, { force: true });
    });

    const sources: EnvironmentSources = { profile: policyProfile(profile), runtime, secrets, folder, inherited: process.env };
    const vendors = new SupervisedProcess(this.#vendorsPlan(sources), book);
    this.#run(vendors);
    for (const name of this.#settings.apps) this.#apps.set(name, new SupervisedProcess(this.#appPlan(name, sources), book));
    for (const app of this.#apps.values()) this.#run(app);
    await untilReady([vendors, ...this.#apps.values()], () => this.#stopped !== null);
    this.#goOn();
    return runtime;
  }

  /** Ctrl-C may come while something starts; then nothing more is started. */
  #goOn(): void {
    if (this.#stopped) throw new Error('stopped while starting');
  }

  #run(child: SupervisedProcess): void {
    this.#goOn();
    this.#endings.push(() => child.stop());
    child.start();
  }

  async #makeRuntime(databases: Databases, secrets: StackSecrets): Promise<Runtime> {
    const { profile, ports } = this.#settings;
    const local = (port: number) => `http://127.0.0.1:${port}`;
    const queueUrl = Object.assign(new URL(databases.queueUrl), { username: 'queue', password: secrets.rolePasswords.queue }).toString();
    return {
      profile,
      startedAt: new Date().toISOString(),
      webUrl: local(ports.web),
      coreApiUrl: local(ports.coreApi),
      privacyServiceUrl: local(ports.privacyService),
      workerUrl: local(await freePort()),
      vendorsUrl: local(ports.vendors),
      smtpPort: await freePort(),
      inboundSmtpPort: policyProfile(profile).bindings.mail === 'resend' ? null : ports.inboundSmtp || (await freePort()),
      dataDir: this.#folder.root,
      databaseUrl: databases.platformUrl,
      keyStoreUrl: databases.keyStoreUrl,
      queueDatabaseUrl: databases.queueUrl,
      queueUrl: process.env['QUEUE_URL'] || queueUrl,
      controlSecret: randomToken(),
      privacyMailbox: process.env['PRIVACY_MAILBOX'] || `privacy@${profile}.test`,
    };
  }

  #vendorsPlan({ runtime, inherited }: EnvironmentSources): ProcessPlan {
    return {
      name: 'vendors',
      script: this.#bundled('vendors'),
      scriptArguments: [this.#folder.root],
      cwd: this.#root,
      environment: { ...inheritedEnvironment(inherited), NODE_ENV: 'production', LOCAL_ENGINE: inherited['LOCAL_ENGINE'] ?? '' },
      logsDir: this.#folder.logsDir,
      readyUrl: `${runtime.vendorsUrl}/healthz`,
    };
  }

  #appPlan(name: AppName, sources: EnvironmentSources): ProcessPlan {
    const { runtime } = sources;
    const cwd = path.join(this.#root, 'apps', name);
    // The web client's /readyz waits for the services, which wait for theirs: asking all of them is enough.
    const urls = {
      web: runtime.webUrl,
      'core-api': runtime.coreApiUrl,
      'privacy-service': runtime.privacyServiceUrl,
      worker: runtime.workerUrl,
    };
    const environment = appEnvironment(name, sources);
    return {
      name,
      ...this.#appScript(name, cwd, environment),
      cwd,
      logsDir: this.#folder.logsDir,
      readyUrl: `${urls[name]}/readyz`,
    };
  }

  #appScript(
    name: AppName,
    cwd: string,
    environment: AppEnvironment,
  ): Pick<ProcessPlan, 'script' | 'scriptArguments' | 'nodeArguments' | 'environment'> {
    if (!this.#settings.watch) return { script: name === 'web' ? path.join(cwd, 'server.mjs') : this.#bundled(name), environment };
    if (name === 'web') return webInDevelopment(cwd, environment);
    return { script: path.join(cwd, 'dist/main.js'), nodeArguments: ['--enable-source-maps'], environment };
  }

  /** What a process loads at its start, in few files: see bootstrap/bundle.mjs. */
  #bundled(name: string): string {
    return path.join(this.#root, 'infra/local/bundle', `${name}.js`);
  }

  async #stopAll(): Promise<void> {
    // The apps first and all at once, then what they need. The list holds: lock, postgres, runtime files, vendors, apps.
    const apps = [...this.#apps.values()];
    const web = this.#apps.get('web');
    await web?.stop();
    await Promise.all(apps.filter((app) => app !== web).map((app) => app.stop()));
    for (const end of this.#endings.reverse()) {
      try {
        await end();
      } catch (error) {
        complain(`While stopping: ${(error as Error).message}`);
      }
    }
  }
}

/** Vite serves the web client from its sources and reloads the browser. */
function webInDevelopment(cwd: string, environment: AppEnvironment): Pick<ProcessPlan, 'script' | 'scriptArguments' | 'environment'> {
  return {
    script: path.join(cwd, 'node_modules/@remix-run/dev/dist/cli.js'),
    scriptArguments: ['vite:dev', '--host', '127.0.0.1', '--port', environment['PORT'] ?? '', '--strictPort'],
    environment: { ...environment, NODE_ENV: 'development' },
  };
}
