import { processorMs } from './processor.js';

/** Clients that ask at the same time, each one again as soon as it was answered. */
export const CLIENTS = 16;

/** Runs `operation` from all clients for about `durationMs`. @returns how often per second it was done */
export async function perSecond(operation: () => Promise<void>, durationMs: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      while (performance.now() - start < durationMs) {
        await operation();
        done += 1;
      }
    }),
  );
  return (done * 1000) / (performance.now() - start);
}

export interface Compared {
  readonly floor: number;
  readonly subject: number;
  /** Subject by floor, the median over the rounds; each round's two stand next to each other in time. */
  readonly ratio: number;
  /** The same from the processor time that each took for as much work: what else the machine does changes it less. NaN without `/proc`. */
  readonly processorRatio: number;
}

/** Floor and subject in turns, so that whatever else the machine does burdens both. */
export async function compare(
  measured: { readonly floor: () => Promise<number>; readonly subject: () => Promise<number> },
  rounds: number,
): Promise<Compared> {
  const pairs: { floor: number; subject: number; processor: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const before = await withProcessor(measured.floor);
    const subject = await withProcessor(measured.subject);
    const after = await withProcessor(measured.floor);
    pairs.push({
      floor: (before.rate + after.rate) / 2,
      subject: subject.rate,
      processor: (before.msEach + after.msEach) / 2 / subject.msEach,
    });
  }
  return {
    floor: median(pairs.map(({ floor }) => floor)),
    subject: median(pairs.map(({ subject }) => subject)),
    ratio: median(pairs.map(({ floor, subject }) => subject / floor)),
    processorRatio: median(pairs.map(({ processor }) => processor)),
  };
}

async function withProcessor(measure: () => Promise<number>): Promise<{ readonly rate: number; readonly msEach: number }> {
  const [start, startMs] = [performance.now(), processorMs()];
  const rate = await measure();
  const done = (rate * (performance.now() - start)) / 1000;
  return { rate, msEach: (processorMs() - startMs) / done };
}

/** Milliseconds that it took. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** @param share 0 to 1 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}
