import { isRefusal, type Instant, type UnitOfWork } from '@keepword/primitives';
import type { EndState } from '../lifecycle/creation.js';
import { decideEnd, type Outcome } from '../lifecycle/decide.js';
import type { LockedCreation } from '../ports/creation-store.js';
import type { CreationEvent } from '../ports/subject-events.js';
import type { LifecyclePorts } from './ports.js';

const eventTypes = {
  succeeded: 'creation.succeeded',
  failed: 'creation.failed',
  canceled: 'creation.canceled',
  blocked: 'creation.blocked',
  'reference-lost': 'creation.failed',
} as const satisfies Record<EndState, CreationEvent['type']>;

/**
 * Ends a locked creation: its hold is captured or released, its reference goes, its person is told and the person's next one is woken.
 * @returns false when it was over already; then nothing happens
 */
export async function endCreation(
  ports: LifecyclePorts,
  uow: UnitOfWork,
  { creation, prediction }: LockedCreation,
  outcome: Outcome,
  at: Instant,
): Promise<boolean> {
  const ending = decideEnd(creation, outcome, at);
  if (isRefusal(ending)) return false;
  const owner = { creationId: creation.id, subjectId: creation.subjectId };
  await ports.store.saveEnded(uow, owner, ending);
  if (creation.usedReference) await ports.references.release(uow, owner);
  await wakeNext(ports, uow, owner.subjectId, at);
  if (prediction?.vendorPredictionId && prediction.state === 'submitted' && !vendorIsDone(outcome)) {
    await ports.outbox.append(uow, 'creation.cancel', owner, at);
  }
  // Bringing its results in may have been cut off between objects and rows: one more turn finds the creation over and clears up.
  if (prediction?.state === 'succeeded' && outcome.state !== 'succeeded') {
    await ports.outbox.append(uow, 'creation.finish', { ...owner, predictionId: prediction.id }, at);
  }
  if (ending.captured > 0) await ports.credits.capture(uow, { ...owner, amount: ending.captured, at });
  else await ports.credits.release(uow, { ...owner, at });
  await ports.events.publish(uow, owner.subjectId, { type: eventTypes[ending.state], id: owner.creationId }, at);
  return true;
}

function vendorIsDone(outcome: Outcome): boolean {
  if (outcome.state === 'succeeded') return true;
  return 'failure' in outcome && ['vendor-failed', 'vendor-refused', 'vendor-canceled'].includes(outcome.failure.type);
}

/** Sends off those of the person's creations whose turn it is now. Sending one twice is harmless. */
async function wakeNext(ports: LifecyclePorts, uow: UnitOfWork, subjectId: string, at: Instant): Promise<void> {
  const line = await ports.store.unfinished(uow, subjectId, ports.settings.limits.runningMax);
  for (const { id, state } of line) {
    if (state === 'queued') await ports.outbox.append(uow, 'creation.submit', { creationId: id, subjectId }, at);
  }
}
