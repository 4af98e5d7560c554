import type { DataSource } from 'typeorm';

/** Says on a channel that there is something to read; the payload is an id or empty. */
export interface Announcement {
  readonly channel: string;
  readonly payload: string;
}

/**
 * Wakes listeners after a commit, many at a time. Not inside the transaction: PostgreSQL lets transactions with a NOTIFY commit one
 * after the other only, each with a flush to disk of its own. What a crash cuts off here wakes nobody, so whoever listens also looks
 * by itself from time to time.
 */
export class Announcements {
  readonly #waiting = new Map<string, Announcement>();
  #isSending = false;

  private constructor(private readonly dataSource: DataSource) {}

  static of(dataSource: DataSource): Announcements {
    const known = ofDataSource.get(dataSource) ?? new Announcements(dataSource);
    ofDataSource.set(dataSource, known);
    return known;
  }

  announce(announcements: readonly Announcement[]): void {
    for (const announcement of announcements) this.#waiting.set(`${announcement.channel} ${announcement.payload}`, announcement);
    if (!this.#isSending && this.#waiting.size > 0) void this.#send();
  }

  async #send(): Promise<void> {
    this.#isSending = true;
    try {
      while (this.#waiting.size > 0) {
        const announced = [...this.#waiting.values()];
        this.#waiting.clear();
        await this.dataSource.query('SELECT pg_notify(channel, payload) FROM unnest($1::text[], $2::text[]) AS a(channel, payload)', [
          announced.map(({ channel }) => channel),
          announced.map(({ payload }) => payload),
        ]);
      }
    } catch {
      // The database is away or this process ends: what was to be told is in its tables, where listeners look for themselves.
      this.#waiting.clear();
    } finally {
      this.#isSending = false;
    }
  }
}

const ofDataSource = new WeakMap<DataSource, Announcements>();
