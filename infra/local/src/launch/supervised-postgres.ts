import path from 'node:path';
import type { EmbeddedPostgres } from '@keepword/testkit';
import { startPostgres } from './databases.js';
import { complain } from './log.js';
import { RestartBudget } from './restart-budget.js';
import type { ProcessBook } from './single-launcher.js';

export interface PostgresPlan {
  readonly dataDir: string;
  /** 0 takes a free one at the first start; later starts keep it. */
  readonly port: number;
  readonly superuserPassword: string;
  readonly logsDir: string;
}

/** The embedded server, started again on the same port whenever it ends, until it is stopped. */
export class SupervisedPostgres {
  readonly #plan: PostgresPlan;
  readonly #book: ProcessBook;
  readonly #budget = new RestartBudget();
  #server: EmbeddedPostgres | null = null;
  #port: number;
  #stopping = false;
  #starting: Promise<unknown> = Promise.resolve();
  #restarting: Promise<void> = Promise.resolve();

  constructor(plan: PostgresPlan, book: ProcessBook) {
    this.#plan = plan;
    this.#book = book;
    this.#port = plan.port;
  }

  start(): Promise<EmbeddedPostgres> {
    const starting = this.#start();
    this.#starting = starting.catch(() => undefined); // the caller hears of the failure; `stop` only waits for the end of it
    return starting;
  }

  async #start(): Promise<EmbeddedPostgres> {
    const { dataDir, superuserPassword, logsDir } = this.#plan;
    const server = await startPostgres(dataDir, this.#port, superuserPassword, path.join(logsDir, 'postgres.log'));
    this.#server = server;
    this.#port = server.port;
    this.#book.started('postgres', server.pid);
    void server.exited.then(() => {
      this.#restarting = this.#ended(server);
    });
    return server;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#restarting;
    await this.#starting;
    await this.#server?.stop();
    this.#book.ended('postgres');
  }

  async #ended(server: EmbeddedPostgres): Promise<void> {
    // A loop and not a call to itself: the server may also end while it starts.
    while (!this.#stopping && this.#server === server) {
      const pauseMs = this.#budget.nextPauseMs(Date.now());
      complain(
        `postgres ended; it starts again in ${(pauseMs / 1000).toFixed(1)} s. Its log: ${path.join(this.#plan.logsDir, 'postgres.log')}`,
      );
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (this.#stopping) return;
      // After a `kill -9` of the postmaster its children notice within a moment; until then they hold the shared memory, and the start fails.
      try {
        await this.start();
      } catch (error) {
        complain(`postgres could not be started: ${(error as Error).message}`);
      }
    }
  }
}
