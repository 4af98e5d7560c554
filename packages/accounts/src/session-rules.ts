import { addPeriod, subtractPeriod } from '@keepword/primitives';
import type { Session } from './account.js';

/** A session ends when it was not used for this long, and at the latest after the other (readings B27, platform default). */
export const sessionIdle = 'PT12H';
export const sessionAbsolute = 'P7D';
/** How stale `lastSeenAt` may be; keeps a busy session from writing at each request. */
const touchEvery = 'PT1M';

export const sessionEnd = (startedAt: Date) => addPeriod(startedAt, sessionAbsolute);
export const idleSince = (at: Date) => subtractPeriod(at, sessionIdle);

export function isOpen(session: Session, at: Date): boolean {
  return session.endedAt === null && at < session.expiresAt && session.lastSeenAt > idleSince(at);
}

export function needsTouch(session: Session, at: Date): boolean {
  return session.lastSeenAt < subtractPeriod(at, touchEvery);
}
