import { createHash } from 'node:crypto';
import type { Clock } from '@keepword/primitives';

const keptMs = 60_000;
const entriesMax = 10_000;

/** Headers that say on whose behalf the renewal is asked for. */
type From = Readonly<Record<string, string>>;

/**
 * Runs one renewal per refresh token, however many loaders ask at once, and remembers its result for a minute:
 * requests that left the browser with the old cookie would otherwise spend a token that has been used already.
 */
export function createRenewals<Result>(
  clock: Clock,
  renew: (refreshToken: string, from: From) => Promise<Result>,
): (refreshToken: string, from?: From) => Promise<Result> {
  const running = new Map<string, { result: Promise<Result>; atMs: number }>();
  return (refreshToken, from = {}) => {
    const nowMs = clock.now().getTime();
    for (const [key, entry] of running) {
      if (nowMs - entry.atMs < keptMs && running.size < entriesMax) break;
      running.delete(key);
    }
    const key = createHash('sha256').update(refreshToken).digest('base64');
    const known = running.get(key);
    if (known) return known.result;
    const result = renew(refreshToken, from);
    running.set(key, { result, atMs: nowMs });
    result.catch(() => running.delete(key));
    return result;
  };
}
