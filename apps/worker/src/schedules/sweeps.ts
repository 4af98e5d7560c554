import type { Logger } from '@keepword/service-kit';

export interface Sweep {
  readonly name: string;
  /** How long to wait after one run before the next; a run that found work is followed at once. */
  readonly everyMs: number;
  /** Does what is due, in a bounded batch. @returns how much was found; 0 means nothing is due */
  run(): Promise<number>;
}

/** Asks again and again what is due. Wall time only decides how often to ask; what is due is decided by the service's clock. */
export class Sweeper {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();
  #stopped = false;

  constructor(
    private readonly sweeps: readonly Sweep[],
    private readonly logger: Logger,
  ) {}

  start(): void {
    for (const sweep of this.sweeps) this.#plan(sweep, 0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #plan(sweep: Sweep, delayMs: number): void {
    if (this.#stopped) return;
    this.#timers.set(
      sweep.name,
      setTimeout(() => {
        const run = this.#run(sweep).finally(() => this.#running.delete(run));
        this.#running.add(run);
      }, delayMs),
    );
  }

  async #run(sweep: Sweep): Promise<void> {
    let found = 0;
    try {
      found = await sweep.run();
    } catch (error) {
      this.logger.warn({ err: error, sweep: sweep.name }, 'sweep failed; it is tried again');
    }
    this.#plan(sweep, found > 0 ? Math.min(sweep.everyMs, 250) : sweep.everyMs);
  }
}
