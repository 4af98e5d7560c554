import { createHash, timingSafeEqual } from 'node:crypto';
import { addPeriod, type Id, type Instant, type Period, type SubjectId } from '@keepword/primitives';

/** For how long a bundle can be fetched after it became ready. No profile states a period, so this one is ours. */
export const EXPORT_LIFETIME: Period = 'P7D';

/** An export from when it was asked for until its bundle is destroyed. */
export interface StoredExport {
  /** Also the id of the case's action, and the name of the key that seals the bundle. */
  readonly id: Id;
  readonly subjectId: SubjectId;
  readonly caseId: Id;
  readonly state: 'preparing' | 'ready' | 'failed';
  readonly requestedAt: Instant;
  readonly attempts: number;
  /** Written so far by the running attempt. */
  readonly records: number;
  readonly mediaFiles: number;
  readonly mediaBytes: number;
  /** Records and files that there are to write, as far as is known. */
  readonly expected: number;
  readonly readyAt: Instant | null;
  /** When the bundle, its key and this record are destroyed. */
  readonly expiresAt: Instant | null;
  /** Of the ZIP. */
  readonly bytes: number | null;
  readonly objectKey: string | null;
  /** SHA-256 of the mailed link's secret. */
  readonly capabilityDigest: Uint8Array | null;
}

/** Between 0 and 1; 1 only when it is ready. */
export function exportProgress({ state, records, mediaFiles, expected }: StoredExport): number {
  if (state === 'ready') return 1;
  return expected === 0 ? 0 : Math.min(0.99, (records + mediaFiles) / expected);
}

export function exportState({ state, expiresAt }: StoredExport, at: Instant): StoredExport['state'] | 'expired' {
  return expiresAt !== null && expiresAt <= at ? 'expired' : state;
}

/** Pauses after the first, second, … failed attempt; after the last of them nobody tries again. */
const pauses: readonly Period[] = ['PT30S', 'PT2M', 'PT10M', 'PT30M', 'PT1H', 'PT3H', 'PT6H', 'PT12H'];

/** When an attempt that failed is followed by another; null when it was the last. @param attempts that were made, from 1 */
export function nextExportAttempt(attempts: number, at: Instant): Instant | null {
  const pause = pauses[attempts - 1];
  return pause === undefined ? null : addPeriod(at, pause);
}

export function exportCapabilityDigest(capability: string): Buffer {
  return createHash('sha256').update(capability, 'utf8').digest();
}

/** Whether somebody holds the secret of the mailed link; takes as long for a wrong one. */
export function opensExport({ capabilityDigest }: Pick<StoredExport, 'capabilityDigest'>, capability: string): boolean {
  return capabilityDigest?.length === 32 && timingSafeEqual(capabilityDigest, exportCapabilityDigest(capability));
}
