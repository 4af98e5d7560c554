import { refuse, type Refusal } from '@keepword/primitives';
import { viewOf } from '../lifecycle/content.js';
import type { CreationOwner, CreationView } from '../lifecycle/creation.js';
import type { ModelProvider } from '../ports/model-provider.js';
import { endCreation } from './end-creation.js';
import type { LifecyclePorts } from './ports.js';

/** Stops a creation that has not ended yet; its whole hold goes back at once, whatever the vendor bills us for. */
export async function cancelCreation(
  ports: LifecyclePorts,
  owner: CreationOwner,
): Promise<CreationView | Refusal<'not-found'> | Refusal<'already-over'>> {
  const at = ports.clock.now();
  const ended = await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    if (!locked || locked.deletion) return refuse('not-found');
    if (!(await endCreation(ports, uow, locked, { state: 'canceled' }, at))) return refuse('already-over');
    return ports.store.find(uow, owner);
  });
  if (!ended) return refuse('not-found');
  if ('refused' in ended) return ended;
  if (ended.creation.usedReference) await ports.references.discard(owner);
  return viewOf(ports, ended);
}

/**
 * Tells the vendor to stop what nobody waits for any more.
 * @throws VendorUnavailable when it is to be tried again
 */
export async function cancelPrediction(
  ports: Pick<LifecyclePorts, 'transactions' | 'store'> & { readonly provider: ModelProvider },
  owner: CreationOwner,
): Promise<'told' | 'nothing-to-tell'> {
  const prediction = await ports.transactions.transaction(
    owner.subjectId,
    async (uow) => (await ports.store.lockForUpdate(uow, owner))?.prediction ?? null,
  );
  if (!prediction?.vendorPredictionId || prediction.vendor !== ports.provider.id) return 'nothing-to-tell';
  await ports.provider.cancel(prediction.vendorPredictionId, prediction.vendorModel);
  return 'told';
}
