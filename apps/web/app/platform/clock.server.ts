import { existsSync, readFileSync } from 'node:fs';
import { systemClock, type Clock } from '@keepword/primitives';
import { EnvironmentError, type Environment } from './environment.server.js';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * The machine's time, or in the local stack the time that its launcher has moved: countdowns must agree with the services.
 * @throws EnvironmentError when a moved clock is asked for outside the local stack
 */
export function createClock({ localClock, coreApiUrl, privacyServiceUrl }: Environment): Clock {
  if (!localClock) return systemClock;
  const { file, attestation } = localClock;
  const local = [coreApiUrl, privacyServiceUrl].every((url) => loopback.has(new URL(url).hostname));
  const attested = existsSync(`${file}.attestation`) ? readFileSync(`${file}.attestation`, 'utf8').trim() : null;
  if (!local || attested === null || attested !== attestation) {
    throw new EnvironmentError('LOCAL_CLOCK_FILE: found a moved clock, allowed: only in the local stack, attested by its launcher');
  }
  return { now: () => new Date(Date.now() + offsetMs(file)) };
}

function offsetMs(file: string): number {
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) || 0 : 0;
}
