import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { complain } from './log.js';
import { endProcessGroup, identityOf, type ProcessIdentity } from './process-identity.js';
import { RestartBudget } from './restart-budget.js';
import type { ProcessBook } from './single-launcher.js';

export interface ProcessPlan {
  readonly name: string;
  /** Absolute path of the script that Node runs, and its arguments. */
  readonly script: string;
  readonly scriptArguments?: readonly string[];
  /** Options of Node itself. */
  readonly nodeArguments?: readonly string[];
  readonly cwd: string;
  /** The whole environment: nothing is inherited from the launcher but what stands here. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logsDir: string;
  /** Answers 200 once the process is ready. */
  readonly readyUrl: string;
}

const stopGraceMs = 10_000;

/** Ends the app when its launcher is gone, however that ended; given to Node by `--import`. */
const endWithLauncher = path.join(import.meta.dirname, 'end-with-launcher.js');

/** One child process that is started again whenever it ends, until it is stopped. */
export class SupervisedProcess {
  readonly #plan: ProcessPlan;
  readonly #book: ProcessBook;
  readonly #budget = new RestartBudget();
  #child: ChildProcess | null = null;
  #identity: ProcessIdentity | null = null;
  #restartTimer: NodeJS.Timeout | null = null;
  #stopping = false;
  #endings = 0;

  constructor(plan: ProcessPlan, book: ProcessBook) {
    this.#plan = plan;
    this.#book = book;
  }

  get name(): string {
    return this.#plan.name;
  }

  get readyUrl(): string {
    return this.#plan.readyUrl;
  }

  get logFile(): string {
    return path.join(this.#plan.logsDir, `${this.#plan.name}.log`);
  }

  /** How often it has ended without being asked to. */
  get endings(): number {
    return this.#endings;
  }

  start(): void {
    const { name, script, nodeArguments = [], scriptArguments = [], cwd, environment } = this.#plan;
    const log = openSync(this.logFile, 'a', 0o600);
    const child = spawn(process.execPath, [...nodeArguments, '--import', endWithLauncher, script, ...scriptArguments], {
      cwd,
      env: { ...environment },
      // A group of its own: Ctrl-C in the terminal reaches the launcher alone, which then stops everything in order.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    });
    closeSync(log);
    child.on('error', (error) => complain(`${name} could not be started: ${error.message}`));
    this.#child = child;
    if (child.pid === undefined) return this.#ended(child, 'it could not be started');
    this.#identity = identityOf(child.pid);
    this.#book.started(name, child.pid);
    child.once('exit', (code, signal) => this.#ended(child, signal ? `signal ${signal}` : `code ${code}`));
  }

  /** Stops and starts it again, without counting as an accident. */
  async restart(): Promise<void> {
    await this.stop();
    this.#stopping = false;
    this.start();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restartTimer) clearTimeout(this.#restartTimer);
    if (this.#identity) await endProcessGroup(this.#identity, stopGraceMs);
    this.#book.ended(this.name);
  }

  lastLogLines(countMax: number): string {
    if (!existsSync(this.logFile)) return '';
    return readFileSync(this.logFile, 'utf8').trimEnd().split('\n').slice(-countMax).join('\n');
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (this.#stopping) return;
    this.#endings += 1;
    const pauseMs = this.#budget.nextPauseMs(Date.now());
    complain(`${this.name} ended (${how}); it starts again in ${(pauseMs / 1000).toFixed(1)} s. Its log: ${this.logFile}`);
    this.#restartTimer = setTimeout(() => this.start(), pauseMs);
  }
}
