import { countSetAside, relayOutbox, type SetAside } from '@keepword/database';
import type { Clock } from '@keepword/primitives';
import type { JobPublisher } from '@keepword/queue-bullmq';
import type { Logger } from '@keepword/service-kit';
import { Client } from 'pg';
import type { DataSource } from 'typeorm';

const batch = 200;
const pollMs = 1_000;

/** Carries outbox entries to the queue: at once when PostgreSQL says there are some, and every second in case it did not. */
export class OutboxRelay {
  #client: Client | null = null;
  #timer: NodeJS.Timeout | null = null;
  #working: Promise<void> | null = null;
  #again = false;
  #stopped = false;

  constructor(
    private readonly database: DataSource,
    private readonly databaseUrl: string,
    private readonly publisher: JobPublisher,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  async start(): Promise<void> {
    await this.#listen();
    this.#timer = setInterval(() => this.#wake(), pollMs);
    this.#wake();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#working;
    await this.#client?.end();
  }

  async #listen(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    client.on('notification', () => this.#wake());
    const lost = () => {
      if (this.#client !== client) return;
      this.#client = null;
      // Meanwhile the polling carries on, a second late at most.
      if (!this.#stopped) setTimeout(() => void this.#listen().catch(() => lost()), 1_000);
    };
    client.on('error', lost);
    client.on('end', lost);
    this.#client = client;
    await client.connect();
    await client.query('LISTEN outbox');
  }

  #wake(): void {
    if (this.#stopped) return;
    if (this.#working) {
      this.#again = true;
      return;
    }
    this.#working = this.#drain().finally(() => {
      this.#working = null;
      if (this.#again) {
        this.#again = false;
        this.#wake();
      }
    });
  }

  async #drain(): Promise<void> {
    try {
      for (;;) {
        const run = { at: this.clock.now(), limit: batch };
        const { taken, setAside } = await relayOutbox(this.database, run, (entries) => this.publisher.publish(entries));
        if (setAside.length > 0) await this.#raiseAlarm(setAside);
        if (taken < batch) return;
      }
    } catch (error) {
      this.logger.warn({ err: error }, 'outbox entries wait: the queue or the database is away');
    }
  }

  /** A side effect that was promised does not happen until somebody looks. Said at every attempt, with how many wait by now. */
  async #raiseAlarm(setAside: readonly SetAside[]): Promise<void> {
    for (const { id, topic, because, attempts, retryAt } of setAside)
      this.logger.error({ entryId: id, topic, because, attempts, retryAt: retryAt.toISOString() }, 'outbox entry set aside');
    this.logger.error({ setAside: await countSetAside(this.database) }, 'outbox entries are set aside');
  }
}
