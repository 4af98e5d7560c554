import { existsSync, readFileSync } from 'node:fs';
import { systemClock, type Clock } from '@keepword/primitives';
import { BadEnvironment } from './environment.js';

export interface MovableClockSettings {
  readonly LOCAL_CLOCK_FILE?: string | undefined;
  readonly LOCAL_ATTESTATION?: string | undefined;
}

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
/** How long a read offset is taken for granted. */
const rereadAfterMs = 50;

/**
 * The machine's time, or in the local stack a time that the launcher can move.
 * @param vendorUrls every address outside this machine's own services; one that is not loopback refuses the movable clock
 * @throws BadEnvironment when a movable clock is asked for outside the local stack
 */
export function serviceClock(settings: MovableClockSettings, vendorUrls: readonly string[]): Clock {
  const { LOCAL_CLOCK_FILE: file, LOCAL_ATTESTATION: attestation } = settings;
  if (file === undefined) return systemClock;
  const outside = vendorUrls.find((url) => !loopback.has(new URL(url).hostname));
  if (outside) throw new BadEnvironment(`LOCAL_CLOCK_FILE: a movable clock is refused, since ${new URL(outside).host} is a real vendor`);
  const attested = existsSync(`${file}.attestation`) ? readFileSync(`${file}.attestation`, 'utf8').trim() : null;
  if (attestation === undefined || attested !== attestation)
    throw new BadEnvironment('LOCAL_CLOCK_FILE: a movable clock is refused, since no launcher attests it');

  let offsetMs = 0;
  let readAt = Number.NEGATIVE_INFINITY;
  return {
    now() {
      const elapsed = performance.now();
      if (elapsed - readAt > rereadAfterMs) {
        readAt = elapsed;
        offsetMs = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) || 0 : 0;
      }
      return new Date(Date.now() + offsetMs);
    },
  };
}
