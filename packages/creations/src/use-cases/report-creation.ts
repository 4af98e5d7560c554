import { newId, refuse, type Id, type Refusal } from '@keepword/primitives';
import type { CreationOwner } from '../lifecycle/creation.js';
import { sealPlaces } from '../lifecycle/seal-places.js';
import type { LifecyclePorts } from './ports.js';

export interface CreationReport extends CreationOwner {
  readonly reason: 'offensive' | 'violent' | 'sexual' | 'someone-i-know' | 'copyright' | 'other';
  readonly comment?: string | undefined;
}

/** A person decides about a report in any case, and nothing of it is ever run again. */
const unread = { textTag: null, awaitsPerson: false } as const;

/** Puts a result before the moderators. */
export async function reportCreation(
  ports: Pick<LifecyclePorts, 'transactions' | 'store' | 'seal' | 'clock'>,
  { creationId, subjectId, reason, comment }: CreationReport,
): Promise<{ readonly reportId: Id } | Refusal<'not-found'>> {
  const at = ports.clock.now();
  const id = newId(at);
  const content = comment ? await ports.seal.seal(subjectId, sealPlaces.moderation(id), new TextEncoder().encode(comment)) : null;
  return ports.transactions.transaction(subjectId, async (uow) => {
    if (!(await ports.store.find(uow, { creationId, subjectId }))) return refuse('not-found');
    await ports.store.insertModerationRecord(uow, { id, subjectId, creationId, stage: 'report', codes: [reason], content, ...unread, at });
    return { reportId: id };
  });
}
