import { addPeriod } from '@keepword/primitives';
import { exportCapabilityDigest, exportProgress, exportState, nextExportAttempt, opensExport, type StoredExport } from './stored-export.js';

const at = new Date('2026-03-01T08:00:00.000Z');
const preparing: StoredExport = {
  id: 'e',
  subjectId: 's',
  caseId: 'c',
  state: 'preparing',
  requestedAt: at,
  attempts: 1,
  records: 30,
  mediaFiles: 10,
  mediaBytes: 1_000,
  expected: 80,
  readyAt: null,
  expiresAt: null,
  bytes: null,
  objectKey: null,
  capabilityDigest: null,
};

describe('an export', () => {
  it('tells how far it is, and never that it is done before it is', () => {
    expect(exportProgress(preparing)).toBe(0.5);
    expect(exportProgress({ ...preparing, expected: 0 })).toBe(0);
    expect(exportProgress({ ...preparing, records: 500 })).toBe(0.99);
    expect(exportProgress({ ...preparing, state: 'ready' })).toBe(1);
  });

  it('has expired from the very instant on', () => {
    const ready = { ...preparing, state: 'ready' as const, expiresAt: addPeriod(at, 'P7D') };
    expect(exportState(ready, addPeriod(at, 'P6D'))).toBe('ready');
    expect(exportState(ready, addPeriod(at, 'P7D'))).toBe('expired');
    expect(exportState(preparing, addPeriod(at, 'P1Y'))).toBe('preparing');
  });

  it('is tried again after pauses that grow, and at some time no more', () => {
    const delays = Array.from({ length: 8 }, (_, n) => (nextExportAttempt(n + 1, at)?.getTime() ?? 0) - at.getTime());
    expect(delays.every((delay, n) => n === 0 || delay > (delays[n - 1] ?? 0))).toBe(true);
    expect(nextExportAttempt(9, at)).toBeNull();
  });

  it('is opened by the secret of its link and by no other', () => {
    const stored = { capabilityDigest: exportCapabilityDigest('the secret') };
    expect([opensExport(stored, 'the secret'), opensExport(stored, 'the secre'), opensExport(stored, '')]).toEqual([true, false, false]);
    expect(opensExport({ capabilityDigest: null }, '')).toBe(false);
  });
});
