import { addPeriod, type Instant } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import { failure } from '../lifecycle/failures.js';
import type { CreationSweeps, ReferenceLease } from '../ports/creation-store.js';
import { leasePeriod } from '../settings.js';
import { endCreation } from '../use-cases/end-creation.js';
import type { LifecyclePorts } from '../use-cases/ports.js';
import type { ReferenceVault } from './reference-vault.js';

/**
 * To be called every 10 seconds by a process that holds references: it says that it still lives, and ends what it held for too long.
 * @returns the creations that this process still has to submit
 */
export async function renewLeases(
  ports: LifecyclePorts & { readonly vault: ReferenceVault; readonly processId: string },
): Promise<CreationOwner[]> {
  const { vault, store, transactions, clock, processId } = ports;
  const at = clock.now();
  for (const owner of vault.expire(at)) await endLost(ports, owner, () => true);
  const renewed: CreationOwner[] = [];
  for (const owner of vault.owners()) {
    const alive = await transactions.transaction(owner.subjectId, (uow) =>
      store.renewLease(uow, owner, processId, addPeriod(at, leasePeriod)),
    );
    // Submitted, canceled, or given up by the sweep while this process slept.
    if (alive) renewed.push(owner);
    else vault.drop(owner.creationId);
  }
  return renewed;
}

/** Ends creations whose process died with their reference. @returns how many */
export async function endLostReferences(ports: LifecyclePorts & { readonly sweeps: CreationSweeps }, limit: number): Promise<number> {
  const lost = await ports.sweeps.lostLeases(ports.clock.now(), limit);
  // Asked again under the lock: its process may have come back in between.
  for (const owner of lost) await endLost(ports, owner, ({ leaseUntil }, at) => leaseUntil <= at);
  return lost.length;
}

async function endLost(
  ports: LifecyclePorts,
  owner: CreationOwner,
  isLost: (lease: ReferenceLease, at: Instant) => boolean,
): Promise<void> {
  const at = ports.clock.now();
  await ports.transactions.transaction(owner.subjectId, async (uow) => {
    const locked = await ports.store.lockForUpdate(uow, owner);
    const lease = await ports.store.findLease(uow, owner);
    if (!locked || !lease || !isLost(lease, at)) return;
    await ports.store.deleteLease(uow, owner);
    await endCreation(ports, uow, locked, { state: 'reference-lost', failure: failure('reference-lost') }, at);
  });
}
