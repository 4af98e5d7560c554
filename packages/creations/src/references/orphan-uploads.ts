import { subtractPeriod, type Clock, type Instant, type Period } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import type { CreationStore } from '../ports/creation-store.js';
import type { ObjectStore } from '../ports/object-store.js';
import type { Transactions } from '../ports/transactions.js';

/** A request that is still being written is younger than this. */
const graceful: Period = 'PT1H';

/**
 * Removes uploads that no row names: the process ended after it had put the picture away and before the creation's transaction. How old
 * one is stands in its key, since a creation's id carries its time.
 * @returns how many were removed
 */
export async function removeOrphanUploads(ports: {
  readonly transactions: Transactions;
  readonly store: CreationStore;
  readonly objects: ObjectStore;
  readonly clock: Clock;
}): Promise<number> {
  const oldEnough = subtractPeriod(ports.clock.now(), graceful);
  let removed = 0;
  for await (const key of ports.objects.list('uploads/')) {
    const owner = ownerOf(key);
    if (!owner || madeAt(owner.creationId) > oldEnough) continue;
    const upload = await ports.transactions.transaction(owner.subjectId, (uow) => ports.store.findUpload(uow, owner));
    if (upload) continue;
    await ports.objects.delete(key);
    removed += 1;
  }
  return removed;
}

function ownerOf(key: string): CreationOwner | null {
  const [, subjectId, creationId] = /^uploads\/([0-9a-f-]{36})\/([0-9a-f-]{36})\/reference$/.exec(key) ?? [];
  return subjectId && creationId ? { subjectId, creationId } : null;
}

/** The first 48 bits of a UUIDv7 are milliseconds since 1970. */
function madeAt(id: string): Instant {
  return new Date(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16));
}
