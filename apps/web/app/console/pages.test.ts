import {
  getCaseFigures,
  getConsoleSubject,
  listAudit,
  listConsoleErasures,
  listHolds,
  listModeration,
  getRecordOfProcessing,
  type ConsoleRole,
} from '@keepword/contracts';
import { pagesFor } from './pages.js';

describe('the pages of the console', () => {
  it.each([
    ['/console/subjects', getConsoleSubject],
    ['/console/erasures', listConsoleErasures],
    ['/console/figures', getCaseFigures],
    ['/console/moderation', listModeration],
    ['/console/holds', listHolds],
    ['/console/records', getRecordOfProcessing],
    ['/console/audit', listAudit],
  ] as const)('%s is shown to everybody whom the service lets in', (to, { roles = [] }) => {
    for (const role of roles) expect(pagesFor([role]).map((page) => page.to)).toContain(to);
  });

  it('shows no more than cases to somebody of the team without a role for more', () => {
    const everyRole: readonly ConsoleRole[] = ['privacy-officer', 'moderator', 'support', 'auditor'];
    for (const role of everyRole) expect(pagesFor([role])).toEqual(expect.arrayContaining(pagesFor([])));
    expect(pagesFor([]).map(({ words }) => words)).toEqual(['Today', 'Cases']);
    expect(pagesFor(['support']).map(({ words }) => words)).toEqual(['Today', 'Cases', 'Erasures', 'People', 'Figures']);
  });
});
