import { minimumAge, type Profile } from '@keepword/policy';
import type { AgeBand } from './account.js';

/** The band that an age falls into; the age itself goes no further (readings A7). */
export function ageBandOf(profile: Profile, ageYears: number): AgeBand {
  const rule = minimumAge(profile);
  if (ageYears < rule.minimumAge) return 'refused';
  if (rule.guardianFlow && rule.adultAge !== undefined && ageYears < rule.adultAge) return 'minor-with-guardian';
  return 'adult';
}
