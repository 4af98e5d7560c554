/** A point in time. Always UTC; JavaScript's `Date` is only its carrier. */
export type Instant = Date;

/** Where services read the time from. Domain code never does: it is handed an {@link Instant}. */
export interface Clock {
  now(): Instant;
}

/** The machine's own time. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told otherwise; for tests. */
export function fixedClock(start: string | Instant): Clock & { set(at: string | Instant): void } {
  let current = new Date(start);
  return {
    now: () => new Date(current),
    set(at) {
      current = new Date(at);
    },
  };
}
