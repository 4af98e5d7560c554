import type { ConsoleRole } from '@keepword/contracts';

interface ConsolePage {
  readonly to: string;
  readonly words: string;
  /** Whom the service lets in; without it, everybody of the team. */
  readonly roles?: readonly ConsoleRole[];
}

const pages: readonly ConsolePage[] = [
  { to: '/console/today', words: 'Today' },
  { to: '/console/cases', words: 'Cases' },
  { to: '/console/erasures', words: 'Erasures', roles: ['privacy-officer', 'support', 'auditor'] },
  { to: '/console/subjects', words: 'People', roles: ['privacy-officer', 'support', 'moderator'] },
  { to: '/console/moderation', words: 'Moderation', roles: ['moderator', 'privacy-officer'] },
  { to: '/console/holds', words: 'Holds', roles: ['privacy-officer', 'auditor'] },
  { to: '/console/figures', words: 'Figures', roles: ['privacy-officer', 'support', 'auditor'] },
  { to: '/console/records', words: 'Records', roles: ['privacy-officer', 'auditor'] },
  { to: '/console/audit', words: 'Log', roles: ['auditor', 'privacy-officer'] },
];

/** Where somebody with these roles can go; the service has the last word. */
export function pagesFor(held: readonly ConsoleRole[]): readonly ConsolePage[] {
  return pages.filter(({ roles }) => roles?.some((role) => held.includes(role)) ?? true);
}
