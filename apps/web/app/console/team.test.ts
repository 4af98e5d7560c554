import type { StaffMember } from '@keepword/contracts';
import { assigneesFor, memberInWords } from './team.js';

const member = (id: string, ...roles: StaffMember['roles']): StaffMember => ({ id, email: `${id}@example.org`, roles });
const team = [
  member('ada', 'privacy-officer'),
  member('ben', 'support', 'auditor'),
  member('cleo', 'moderator'),
  member('dora', 'auditor'),
];

describe('the team on its pages', () => {
  it('is called by its addresses', () => {
    expect(memberInWords('ada', team, 'ben')).toBe('ada@example.org');
    expect(memberInWords('ben', team, 'ben')).toBe('me');
    expect(memberInWords(null, team, 'ben')).toBe('nobody');
    expect(memberInWords('0123456789abcdef', team, 'ben')).toBe('89abcdef');
  });

  it('is offered by who may work on a case', () => {
    const ids = (caseClass: Parameters<typeof assigneesFor>[0], me: StaffMember | undefined) =>
      assigneesFor(caseClass, team, me ?? null).map(({ id }) => id);
    expect(ids('access', team[0])).toEqual(['ada', 'ben']);
    expect(ids('underage-report', team[0])).toEqual(['ada', 'ben', 'cleo']);
    expect([ids('access', team[1]), ids('access', team[2]), ids('access', undefined)]).toEqual([['ben'], [], []]);
  });
});
