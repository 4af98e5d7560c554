import type { SupervisedProcess } from './supervised-process.js';

const startTimeMaxMs = 90_000;
const endingsMax = 3;
const logLinesShown = 30;

/** Waits for each process' readiness. @throws Error with the last lines of the log of the first that does not make it */
export async function untilReady(processes: readonly SupervisedProcess[], stopped: () => boolean): Promise<void> {
  await Promise.all(processes.map((process) => untilOneIsReady(process, stopped)));
}

async function untilOneIsReady(process: SupervisedProcess, stopped: () => boolean): Promise<void> {
  const deadlineMs = Date.now() + startTimeMaxMs;
  const endingsBefore = process.endings;
  while (!stopped()) {
    if (await answers200(process.readyUrl)) return;
    const why =
      process.endings - endingsBefore >= endingsMax
        ? `ended ${endingsMax} times while starting`
        : Date.now() > deadlineMs
          ? `was not ready within ${startTimeMaxMs / 1000} s (${process.readyUrl})`
          : null;
    if (why) throw new Error(`${process.name} ${why}. The end of ${process.logFile}:\n${process.lastLogLines(logLinesShown)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function answers200(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false; // not listening yet
  }
}
