import { describePeriod, type Period } from '@keepword/primitives';
import type { PurposeParameter, ResponseTime } from '../profile-schema.js';
import { dataCategories, isDataCategory, type CategoryPattern, type Origin } from '../vocabulary.js';
import { listed, uncapitalised } from '../wording.js';

/** How the page marks where a rule comes from. */
export const originWords: Readonly<Record<Origin, string>> = {
  stated: 'Stated',
  inferred: 'Our reading of the stated policy',
  default: 'Our own default, not in the stated policy',
};

export const lawfulBasisWords: Readonly<Record<PurposeParameter['lawfulBasis'], string>> = {
  contract: 'needed for the contract with you',
  'legitimate-interests': 'our legitimate interests',
  consent: 'your consent',
  'legal-obligation': 'a legal duty',
  'not-personal-data': 'not personal data',
  none: 'none',
};

const specialWords: Readonly<Record<string, string>> = {
  'account.identity': 'name and email address',
  '*': 'everything that the service keeps',
  'account.*': 'all account data',
  'generation.*': 'all data of your creations',
  'billing.*': 'all payment data',
  'technical.*': 'all technical data',
};

function categoryWords(pattern: CategoryPattern): string {
  return specialWords[pattern] ?? (isDataCategory(pattern) ? uncapitalised(dataCategories[pattern].label) : pattern);
}

export function categoriesWords(patterns: readonly CategoryPattern[]): string {
  return listed(patterns.map(categoryWords));
}

/** «72 hours», or «48 hours, counted on business days». */
export function deadlineWords(period: Period, clock: ResponseTime['clock']): string {
  return `${describePeriod(period)}${clock === 'business-days' ? ', counted on business days' : ''}`;
}

const months = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];

/** `2026-05` is «May 2026», `2025-08-03` is «3 August 2025»: never more precise than what is given. */
export function dateWords(day: string): string {
  const [year, month, dayOfMonth] = day.split('-');
  const name = months[Number(month) - 1] ?? '';
  return dayOfMonth === undefined ? `${name} ${year}` : `${Number(dayOfMonth)} ${name} ${year}`;
}
