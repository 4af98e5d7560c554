import { getGuardian, listSpendApprovals, type SpendApproval } from '@keepword/contracts';
import { minimumAge } from '@keepword/policy';
import { activeProfile } from '../../platform/policy.server.js';
import type { Visit } from '../../platform/visit.server.js';

/** What was asked lately; null for everybody who needs no guardian to buy. */
export async function askedGuardian(visit: Visit): Promise<SpendApproval[] | null> {
  if (!minimumAge(activeProfile).guardianFlow) return null;
  const { state } = await visit.api.call(getGuardian);
  if (state !== 'agreed') return null;
  const { items } = await visit.api.call(listSpendApprovals, { query: { limit: 10 } });
  return items;
}
