import type { CaseClassId, StaffMember } from '@keepword/contracts';

/** «me», the address of whoever else it is, or the end of an id that nobody has any more. */
export function memberInWords(id: string | null, team: readonly StaffMember[], me: string | undefined): string {
  if (id === null) return 'nobody';
  if (id === me) return 'me';
  return team.find((member) => member.id === id)?.email ?? id.slice(-8);
}

const moderated: ReadonlySet<CaseClassId> = new Set(['automated-decision-review', 'underage-report']);

/**
 * To whom somebody may give a case of this class: whoever may work on it, for a privacy officer; else oneself. The service has the last word.
 * @param me null for nobody that is known
 */
export function assigneesFor(
  caseClass: CaseClassId,
  team: readonly StaffMember[],
  me: Pick<StaffMember, 'id' | 'roles'> | null,
): StaffMember[] {
  const isOfficer = me?.roles.includes('privacy-officer') ?? false;
  return team.filter(
    ({ id, roles }) =>
      (isOfficer || id === me?.id) &&
      roles.some((role) => role === 'privacy-officer' || role === 'support' || (role === 'moderator' && moderated.has(caseClass))),
  );
}
