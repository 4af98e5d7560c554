import { SUBJECT_EVENTS_CHANNEL } from '@keepword/database';
import type { Logger } from '@keepword/service-kit';
import { Client } from 'pg';

type Wake = () => void;

/** One listening connection per process tells the open streams that their subject has news; what the news is they read themselves. */
export class EventHub {
  readonly #streams = new Map<string, Set<Wake>>();
  #client: Client | null = null;
  #closed = false;

  constructor(
    private readonly databaseUrl: string,
    private readonly logger: Logger,
  ) {}

  async open(): Promise<void> {
    const client = new Client({ connectionString: this.databaseUrl, keepAlive: true });
    client.on('notification', ({ payload }) => this.#streams.get(payload ?? '')?.forEach((wake) => wake()));
    const lost = () => {
      if (this.#client !== client) return;
      this.#client = null;
      if (!this.#closed) setTimeout(() => void this.#reopen(), 500);
    };
    client.on('error', lost);
    client.on('end', lost);
    await client.connect();
    await client.query(`LISTEN ${SUBJECT_EVENTS_CHANNEL}`);
    this.#client = client;
    // Whatever was announced while nobody listened is found by looking once.
    for (const wakes of this.#streams.values()) wakes.forEach((wake) => wake());
  }

  /** @returns stops the subscription */
  subscribe(subjectId: string, wake: Wake): () => void {
    const wakes = this.#streams.get(subjectId) ?? new Set();
    wakes.add(wake);
    this.#streams.set(subjectId, wakes);
    return () => {
      wakes.delete(wake);
      if (wakes.size === 0) this.#streams.delete(subjectId);
    };
  }

  streamsOf(subjectId: string): number {
    return this.#streams.get(subjectId)?.size ?? 0;
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#client?.end();
  }

  async #reopen(): Promise<void> {
    if (this.#closed) return;
    try {
      await this.open();
    } catch (error) {
      this.logger.warn({ err: error }, 'event channel is not back yet');
      setTimeout(() => void this.#reopen(), 1_000);
    }
  }
}
