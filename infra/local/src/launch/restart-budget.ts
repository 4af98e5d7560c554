const restartsPerMinuteMax = 10;
const minuteMs = 60_000;
const firstPauseMs = 100;
const longestPauseMs = 5_000;

/** How long to wait before a process is started again: doubling while it keeps ending, and never more than ten starts a minute. */
export class RestartBudget {
  #restartsMs: number[] = [];

  /** @param nowMs milliseconds of any steady clock */
  nextPauseMs(nowMs: number): number {
    this.#restartsMs = this.#restartsMs.filter((atMs) => nowMs - atMs < minuteMs);
    const recent = this.#restartsMs.length;
    const oldestMs = this.#restartsMs[0];
    const pauseMs =
      recent >= restartsPerMinuteMax && oldestMs !== undefined
        ? oldestMs + minuteMs - nowMs
        : Math.min(firstPauseMs * 2 ** recent, longestPauseMs);
    this.#restartsMs.push(nowMs + pauseMs);
    return pauseMs;
  }
}
