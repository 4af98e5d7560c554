import { existsSync, readFileSync } from 'node:fs';
import type { Clock } from '@keepword/primitives';
import { writePrivately } from './secrets.js';

/** How far the stack's clock is ahead of the machine's, in milliseconds; 0 where it was never moved. */
export function readClockOffsetMs(clockFile: string): number {
  if (!existsSync(clockFile)) return 0;
  const offsetMs = Number(readFileSync(clockFile, 'utf8'));
  if (!Number.isSafeInteger(offsetMs)) throw new Error(`the clock file ${clockFile} does not hold a whole number of milliseconds`);
  return offsetMs;
}

export function writeClockOffsetMs(clockFile: string, offsetMs: number): void {
  writePrivately(clockFile, String(offsetMs));
}

/** The stack's clock: reads the file each time, so that a move is seen at once. */
export function localClock(clockFile: string): Clock {
  return { now: () => new Date(Date.now() + readClockOffsetMs(clockFile)) };
}
