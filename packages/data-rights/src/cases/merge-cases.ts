import { isRefusal, refuse, type Id } from '@keepword/primitives';
import { append, idShape, type CasePorts } from './carry-out.js';
import type { CaseRefusal } from './case-command.js';
import { evolve } from './case-state.js';
import { decideMerge } from './decide-merge.js';
import type { Actor } from './requester.js';

/**
 * Ends a duplicate in favour of the older case of the same requester about the same thing.
 * @throws Error when one of them moved on meanwhile: the unit of work has to be rolled back and tried again
 */
export async function mergeCases(
  ports: CasePorts,
  asked: { readonly duplicateId: Id; readonly intoId: Id },
  actor: Actor,
): Promise<{ readonly intoId: Id } | CaseRefusal> {
  const { store, uow, at } = ports;
  const { duplicateId, intoId } = asked;
  idShape.parse(duplicateId);
  idShape.parse(intoId);
  if (duplicateId === intoId) return refuse('not-a-duplicate');
  // Always in one order, so that two merges at once cannot wait for each other.
  const [first, second] = [duplicateId, intoId].toSorted();
  const loaded = [await store.load(uow, first ?? intoId), await store.load(uow, second ?? intoId)];
  const duplicate = loaded.find((one) => one?.case.caseId === duplicateId);
  const into = loaded.find((one) => one?.case.caseId === intoId);
  if (!duplicate || !into) return refuse('not-found');
  const events = decideMerge(duplicate.case, into.case, actor, at);
  if (isRefusal(events)) return events;
  const written = [
    await append(ports, duplicate, events.duplicate.reduce(evolve, duplicate.case), events.duplicate, {}),
    await append(ports, into, events.into.reduce(evolve, into.case), events.into, {}),
  ];
  if (written.some((one) => one !== 'recorded')) throw new Error('a case moved on while it was being merged');
  return { intoId };
}
