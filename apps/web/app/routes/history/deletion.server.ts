import { deleteCreation, restoreCreation } from '@keepword/contracts';
import { clock } from '../../platform/boot.server.js';
import { refusal, tried } from '../../platform/problems.server.js';
import type { Visit } from '../../platform/visit.server.js';

const idsMax = 100;

/** Deletes the chosen creations, or brings back those that were just deleted. */
export async function removeOrRestore(visit: Visit, form: FormData) {
  const ids = form.getAll('id').filter((id): id is string => typeof id === 'string' && id !== '');
  if (ids.length === 0) return refusal('/problems/invalid-request', 'Choose at least one entry first');
  if (ids.length > idsMax) return refusal('/problems/invalid-request', `At most ${idsMax} entries at a time`);
  return tried(visit, async () => {
    if (form.get('intent') === 'restore') {
      await Promise.all(ids.map((id) => visit.api.call(restoreCreation, { params: { id } })));
      return { restored: ids };
    }
    const answers = await Promise.all(ids.map((id) => visit.api.call(deleteCreation, { params: { id } })));
    const restorableUntil = answers.map((answer) => answer.restorableUntil).sort()[0] ?? '';
    const undoForMs = Math.max(0, Date.parse(restorableUntil) - clock.now().getTime());
    return { deleted: ids, restorableUntil, undoForMs };
  });
}
