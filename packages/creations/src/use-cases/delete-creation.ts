import { addPeriod, isRefusal, refuse, type Instant, type Refusal } from '@keepword/primitives';
import { viewOf } from '../lifecycle/content.js';
import type { CreationOwner, CreationView } from '../lifecycle/creation.js';
import { decideDelete, decidePurge, decideRestore, isOver } from '../lifecycle/decide.js';
import { everyObjectKey } from '../lifecycle/seal-places.js';
import type { CreationSweeps } from '../ports/creation-store.js';
import type { ModelProvider } from '../ports/model-provider.js';
import type { ObjectStore } from '../ports/object-store.js';
import { endCreation } from './end-creation.js';
import { forgetPrediction } from './forget-prediction.js';
import type { LifecyclePorts } from './ports.js';

/** Hides a creation at once; it can be restored until `restorableUntil` and is purged after that. An unfinished one is stopped first. */
export async function deleteCreation(
  ports: LifecyclePorts,
  owner: CreationOwner,
): Promise<{ readonly restorableUntil: Instant } | Refusal<'not-found'>> {
  const at = ports.clock.now();
  const outcome = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked) return refuse('not-found');
    if (!isOver(locked.creation)) await endCreation(ports, uow, locked, { state: 'canceled' }, at);
    const mark = decideDelete(owner, locked.deletion, at);
    if (locked.deletion === null) {
      await ports.store.insertDeletionMark(uow, mark);
      await ports.events.publish(uow, owner.subjectId, { type: 'creation.deleted', id: owner.creationId }, at);
    }
    return { restorableUntil: mark.deletableAt, usedReference: locked.creation.usedReference };
  });
  if (isRefusal(outcome)) return outcome;
  if (outcome.usedReference) await ports.references.discard(owner);
  return { restorableUntil: outcome.restorableUntil };
}

/** Takes a deletion back while that is possible. Restoring what was not deleted changes nothing. */
export async function restoreCreation(
  ports: LifecyclePorts,
  owner: CreationOwner,
): Promise<CreationView | Refusal<'not-found'> | Refusal<'not-restorable'>> {
  const at = ports.clock.now();
  const outcome = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked) return refuse('not-found');
    const decision = decideRestore(locked.deletion, at);
    if (isRefusal(decision)) return decision;
    if (decision.restored) await ports.store.deleteDeletionMark(uow, owner);
    return (await ports.store.find(uow, owner)) ?? refuse('not-found');
  });
  return isRefusal(outcome) ? outcome : viewOf(ports, outcome);
}

type PurgePorts = Pick<LifecyclePorts, 'transactions' | 'store' | 'clock'> & {
  readonly objects: ObjectStore;
  readonly provider: ModelProvider;
};

/** How long after a deletion the rows wait for a vendor that cannot remove its copy now; the rest of the promised 60 s is for us. */
const vendorPatience = 'PT40S';

/**
 * Has the vendor remove its copy, then removes the objects and then the rows of a deleted creation. Safe to repeat after a crash at any
 * point. Objects go by the keys that the creation can have, so that none is left which no row names.
 */
export async function purgeCreation(ports: PurgePorts, owner: CreationOwner): Promise<'purged' | 'not-due'> {
  const at = ports.clock.now();
  const due = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked?.deletion || isRefusal(decidePurge(locked.deletion, at))) return null;
    return { keys: await ports.store.objectKeys(uow, owner), prediction: locked.prediction, deletedAt: locked.deletion.deletedAt };
  });
  if (!due) return 'not-due';
  const { keys, prediction, deletedAt } = due;
  // Once the rows are gone nobody can tell the vendor any more which copy it was.
  const forgotten = prediction === null || (await forgetPrediction(ports, prediction));
  if (!forgotten && at < addPeriod(deletedAt, vendorPatience)) return 'not-due';
  const all = new Set([...keys, ...everyObjectKey(owner.subjectId, owner.creationId)]);
  await Promise.all([...all].map((key) => ports.objects.delete(key)));
  await ports.transactions.transaction(owner.subjectId, (uow) => ports.store.purge(uow, owner));
  return 'purged';
}

/** Purges what is due, at most `limit` creations. @returns how many are gone. What fails stays due; the first failure is thrown when all were tried. */
export async function purgeDue(ports: PurgePorts & { readonly sweeps: CreationSweeps }, limit: number): Promise<number> {
  const due = await ports.sweeps.purgeDue(ports.clock.now(), limit);
  const failures: unknown[] = [];
  let purged = 0;
  for (const owner of due) {
    try {
      if ((await purgeCreation(ports, owner)) === 'purged') purged += 1;
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, `${failures.length} of ${due.length} creations could not be purged`);
  return purged;
}
