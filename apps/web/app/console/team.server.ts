import { listStaff, type StaffMember } from '@keepword/contracts';
import { part } from '../platform/problems.server.js';
import type { ConsoleVisit } from './console-visit.server.js';

/** The team, to say by name who is meant; nobody where it cannot be asked right now, so that the page goes on with ids. */
export async function teamOf(visit: ConsoleVisit): Promise<StaffMember[]> {
  const asked = await part(visit, () => visit.api.call(listStaff, { query: {} }));
  return asked.here ? asked.value.items : [];
}
