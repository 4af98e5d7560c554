import type { Profile } from '../profile-schema.js';

/** Calendar days in UTC, `YYYY-MM-DD`, that are no business days besides Saturdays and Sundays. */
export function holidaysOf({ businessDays }: Pick<Profile, 'businessDays'>): ReadonlySet<string> {
  return new Set(businessDays?.holidays ?? []);
}
