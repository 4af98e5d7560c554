import { memoryErasureRunStore } from '../testing/erasure/memory-erasure-run-store.js';
import { sampleRun } from '../testing/erasure/sample-run.js';
import type { ErasureRun, RunStep } from './erasure-run.js';
import { mayRetry, retriedAt, retryRun } from './retry-run.js';

const at = (minute: number) => new Date(Date.UTC(2026, 2, 1, 8, minute));

const step: RunStep = {
  id: 'erase:resend',
  kind: 'erase',
  participant: 'resend',
  group: 'vendors',
  state: 'pending',
  attempts: 4,
  firstTriedAt: at(1),
  nextAttemptAt: at(50),
  checkpoint: null,
  doneAt: null,
  outcome: null,
  receiptId: null,
  lastProblem: 'threw',
  searched: [],
};

const waiting = (): ErasureRun => ({
  ...sampleRun(at(0)),
  state: 'running',
  steps: [step, { ...step, id: 'verify:resend', kind: 'verify', state: 'due', nextAttemptAt: null }],
});

describe('trying an erasure again at once', () => {
  it('given a step that waits, then it is due now, and how often it was tried stays known', () => {
    const run = waiting();
    const retried = retriedAt(run, at(9)) as ErasureRun;
    expect(retried.steps[0]).toEqual({ ...run.steps[0], nextAttemptAt: at(9) });
    expect(retried.steps.slice(1)).toEqual(run.steps.slice(1));
  });

  it('given nothing that waits, or an end, then it is refused', () => {
    const run = waiting();
    expect(retriedAt(run, at(50))).toMatchObject({ refused: 'nothing-waits' });
    expect(retriedAt({ ...run, state: 'done' }, at(9))).toMatchObject({ refused: 'nothing-waits' });
    expect([mayRetry(run, at(9)), mayRetry(sampleRun(at(0)), at(9))]).toEqual([true, false]);
  });

  it('given a store, then a worker finds it due; not while one is at it', async () => {
    const [store, run] = [memoryErasureRunStore(), waiting()];
    await store.insert(run);
    expect(await retryRun(store, sampleRun(at(0)).id, 'console', at(9))).toMatchObject({ refused: 'not-found' });
    await store.claim(run.id, 'worker', at(5), at(20));
    expect(await retryRun(store, run.id, 'console', at(9))).toMatchObject({ refused: 'at-work' });
    await store.save({ ...run, version: run.version + 1 }, 'worker', at(50), null);
    expect(await retryRun(store, run.id, 'console', at(30))).toMatchObject({ version: run.version + 2 });
    expect(await store.due(at(30), 10)).toEqual([run.id]);
    expect(await retryRun(store, run.id, 'console', at(30))).toMatchObject({ refused: 'nothing-waits' });
  });
});
