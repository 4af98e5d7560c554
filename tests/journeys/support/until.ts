import { setTimeout as pause } from 'node:timers/promises';

const everyMs = 200;

/**
 * Asks again and again until there is an answer, for what shows on no page.
 * @throws Error that names what did not come
 */
export async function until<T>(what: string, ask: () => Promise<T | null | undefined | false>, maxMs = 30_000): Promise<T> {
  const startedMs = performance.now();
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (performance.now() - startedMs > maxMs) throw new Error(`${what} did not come within ${maxMs / 1000} s`);
    await pause(everyMs);
  }
}
