import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestStack } from '../../journeys/support/stack.js';
import { until } from '../../journeys/support/until.js';

export type Victim = 'worker' | 'core-api' | 'postgres';

export interface Killing {
  readonly victim: Victim;
  readonly pid: number;
  readonly at: number;
}

/** `kill -9` of one process of the stack, as soon as it runs. */
export function killNow(stack: TestStack, victim: Victim): Promise<Killing> {
  return until(`a running ${victim}`, async () => {
    const pid = pidOf(stack, victim);
    if (pid === null) return null;
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return null; // ended, and not yet started again
      throw error;
    }
    return { victim, pid, at: Date.now() };
  });
}

/** Kills one after the other, with pauses of random length between. */
export async function killAtRandom(
  stack: TestStack,
  victims: readonly Victim[],
  random: () => number,
  { pauseMsMin = 500, pauseMsMax = 3_000 } = {},
): Promise<readonly Killing[]> {
  const killings: Killing[] = [];
  for (const victim of victims) {
    await pause(pauseMsMin + random() * (pauseMsMax - pauseMsMin));
    killings.push(await killNow(stack, victim));
  }
  return killings;
}

function pidOf(stack: TestStack, victim: Victim): number | null {
  try {
    const book = JSON.parse(readFileSync(path.join(stack.dataDir, stack.info.profile, 'processes.json'), 'utf8')) as Record<
      string,
      { readonly pid: number }
    >;
    return book[victim]?.pid ?? null;
  } catch {
    return null; // half-written: asked again in a moment
  }
}
