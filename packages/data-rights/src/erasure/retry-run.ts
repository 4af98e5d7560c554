import { addPeriod, isRefusal, refuse, type Id, type Instant, type Period, type Refusal } from '@keepword/primitives';
import type { ErasureRun, RunStep } from './erasure-run.js';
import type { ErasureRunStore } from './erasure-run-store.js';

/** As long as one write may take. */
const leasePeriod: Period = 'PT1M';

const waits = (at: Instant) => (step: RunStep) => step.state === 'pending' && step.nextAttemptAt !== null && step.nextAttemptAt > at;

/** Whether something of the run waits for its next try. */
export function mayRetry(run: ErasureRun, at: Instant): boolean {
  return run.state !== 'done' && run.state !== 'withdrawn' && run.steps.some(waits(at));
}

/** What came to nothing is tried again at once instead of after its pause. How often it was tried stays known, so that the next pause is no shorter. */
export function retriedAt(run: ErasureRun, at: Instant): ErasureRun | Refusal<'nothing-waits'> {
  if (!mayRetry(run, at)) return refuse('nothing-waits');
  const isWaiting = waits(at);
  return { ...run, steps: run.steps.map((step) => (isWaiting(step) ? { ...step, nextAttemptAt: at } : step)) };
}

export type RetryRefusal = Refusal<'not-found'> | Refusal<'nothing-waits'> /** A worker is at it this very moment. */ | Refusal<'at-work'>;

/** Writes {@link retriedAt}; a worker takes the run up within seconds. @param holder names who asks */
export async function retryRun(
  store: Pick<ErasureRunStore, 'find' | 'claim' | 'save'>,
  runId: Id,
  holder: string,
  at: Instant,
): Promise<ErasureRun | RetryRefusal> {
  const found = await store.find(runId);
  if (!found) return refuse('not-found');
  if (!mayRetry(found, at)) return refuse('nothing-waits');
  const run = await store.claim(runId, holder, at, addPeriod(at, leasePeriod));
  if (!run) return refuse('at-work');
  const retried = retriedAt(run, at);
  const next = { ...(isRefusal(retried) ? run : retried), version: run.version + 1 };
  const saved = await store.save(next, holder, at, null);
  if (saved === 'lost') return refuse('at-work');
  return isRefusal(retried) ? retried : next;
}
