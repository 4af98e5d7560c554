import { subtractPeriod, type Period, type UnitOfWork } from '@keepword/primitives';
import type { CreationOwner, FailureType } from '../lifecycle/creation.js';
import { isOver, isTimedOut } from '../lifecycle/decide.js';
import { failure } from '../lifecycle/failures.js';
import type { CreationSweeps, LockedCreation } from '../ports/creation-store.js';
import type { ModelProvider } from '../ports/model-provider.js';
import { applyPredictionStatus } from './apply-prediction-status.js';
import { endCreation } from './end-creation.js';
import type { LifecyclePorts } from './ports.js';

export interface PollPorts extends LifecyclePorts {
  readonly provider: ModelProvider;
  readonly sweeps: CreationSweeps;
}

/** How long nothing may have been heard of an unfinished creation before somebody looks after it. */
export interface Silence {
  /** A vendor works on it: asking costs one call and changes nothing. */
  readonly atVendor: Period;
  /** It is being submitted or brought in: doing that again while it still goes on would pay a vendor twice, so no shorter than a call may take. */
  readonly otherwise: Period;
}

/**
 * Looks after unfinished creations of which nothing was heard for `silentFor`: asks the vendor, sends off what got stuck, and ends what
 * takes too long. What fails is tried again at the next turn; the failures are thrown when all were tried.
 * @returns how many were looked after
 */
export async function pollDue(ports: PollPorts, silentFor: Silence, limit: number): Promise<number> {
  const at = ports.clock.now();
  const before = { atVendor: subtractPeriod(at, silentFor.atVendor), otherwise: subtractPeriod(at, silentFor.otherwise) };
  const silent = await ports.sweeps.silentSince(before, limit);
  const failures: unknown[] = [];
  for (const owner of silent) await pollCreation(ports, owner).catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${silent.length} creations could not be looked after`);
  return silent.length;
}

/** @throws VendorUnavailable */
export async function pollCreation(ports: PollPorts, owner: CreationOwner): Promise<void> {
  const at = ports.clock.now();
  const toAsk = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked || isOver(locked.creation)) return null;
    if (isTimedOut(locked.creation, at)) {
      await endCreation(ports, uow, locked, { state: 'failed', failure: failure('timed-out') }, at);
      return null;
    }
    await ports.store.saveNews(uow, owner, at);
    return sendOffAgain(ports, uow, locked);
  });
  if (!toAsk?.vendorPredictionId) return;
  const status = await ports.provider.poll(toAsk.vendorPredictionId, toAsk.vendorModel);
  // A vendor that does not know it may know it in a moment; the time limit ends it if not.
  if (!status) return;
  await applyPredictionStatus(ports, { vendor: toAsk.vendor, predictionId: toAsk.vendorPredictionId, callbackSecret: null, status });
}

/** A job that got lost is sent off again. @returns the prediction that the vendor can be asked about */
async function sendOffAgain(ports: PollPorts, uow: UnitOfWork, { creation, prediction }: LockedCreation) {
  const at = ports.clock.now();
  const owner = { creationId: creation.id, subjectId: creation.subjectId };
  if (!prediction || prediction.state === 'submitting') {
    await ports.outbox.append(uow, 'creation.submit', owner, at);
    return null;
  }
  if (prediction.state === 'succeeded') {
    await ports.outbox.append(uow, 'creation.finish', { ...owner, predictionId: prediction.id }, at);
    return null;
  }
  if (prediction.vendor !== ports.provider.id) return null;
  if (ports.provider.canPoll) return prediction;
  await ports.store.savePrediction(uow, { ...prediction, state: 'submitting' }, at);
  await ports.outbox.append(uow, 'creation.submit', owner, at);
  return null;
}

/** Ends a creation for which a job has failed too often. @returns false when it was over already */
export async function giveUpCreation(
  ports: LifecyclePorts,
  owner: CreationOwner,
  type: Extract<FailureType, 'vendor-unavailable' | 'processing-failed'>,
): Promise<boolean> {
  const at = ports.clock.now();
  return ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    return locked !== null && endCreation(ports, uow, locked, { state: 'failed', failure: failure(type) }, at);
  });
}
