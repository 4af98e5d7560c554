import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const root = path.resolve(__dirname, '../../../../..');
const readyMaxMs = 60_000;

/** One of our services as a process of its own, run from its sources, so that a test can kill it and read what it logged. */
export class ServiceProcess {
  #child: ChildProcess | null = null;

  constructor(
    readonly name: 'core-api' | 'worker' | 'privacy-service',
    private readonly environment: Readonly<Record<string, string>>,
    private readonly logFile: string,
  ) {}

  /** Resolves when `/readyz` says so. @throws Error with the log when the process ends before */
  async start(): Promise<void> {
    const log = createWriteStream(this.logFile, { flags: 'a' });
    const child = spawn(
      process.execPath,
      ['-r', path.join(root, 'infra/jest/run-typescript.cjs'), path.join(root, `apps/${this.name}/src/main.js`)],
      { env: { ...this.environment }, cwd: root, stdio: ['pipe', 'pipe', 'pipe'] },
    );
    this.#child = child;
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const readyUrl = `http://127.0.0.1:${this.environment['PORT']}/readyz`;
    for (let waitedMs = 0; waitedMs < readyMaxMs; waitedMs += 50) {
      if (child.exitCode !== null) throw new Error(`${this.name} did not start:\n${this.log()}`);
      const ready = await fetch(readyUrl).then(
        (response) => response.ok,
        () => false,
      );
      if (ready) return;
      await pause(50);
    }
    await this.end('SIGKILL');
    throw new Error(`${this.name} was not ready within ${readyMaxMs / 1000} s:\n${this.log()}`);
  }

  /** `SIGKILL` is the crash, `SIGTERM` the clean end. */
  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    const tooLong = setTimeout(() => child.kill('SIGKILL'), 10_000);
    await ended;
    clearTimeout(tooLong);
  }

  log(): string {
    return readFileSync(this.logFile, 'utf8');
  }
}
