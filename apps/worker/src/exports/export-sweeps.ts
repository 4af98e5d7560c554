import { removeExpiredExports, writeDueExports, type ExportWork } from '@keepword/composition';
import type { Sweep } from '../schedules/sweeps.js';

/** One at a time: a bundle takes both disk and processor, and its person waits for the link by mail. */
const exportsPerRun = 1;
const expiredPerRun = 50;

export function exportSweeps(work: ExportWork): readonly Sweep[] {
  return [
    { name: 'exports', everyMs: 1_000, run: () => writeDueExports(work, exportsPerRun) },
    { name: 'expired exports', everyMs: 15_000, run: () => removeExpiredExports(work, expiredPerRun) },
  ];
}
