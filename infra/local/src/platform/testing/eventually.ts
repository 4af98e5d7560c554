import { setTimeout as pause } from 'node:timers/promises';

/** Asks again until `read` gives something; what becomes true must do so within a time. @throws Error with the last word */
export async function eventually<T>(read: () => Promise<T | null | undefined | false>, withinMs = 15_000, what = 'it'): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = await read();
    if (found) return found;
    if (Date.now() > until) throw new Error(`${what} did not happen within ${withinMs / 1000} s`);
    await pause(40);
  }
}
