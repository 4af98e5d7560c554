import { z } from 'zod';

/** A UUIDv7. */
export const idShape = z.uuid({ version: 'v7' });
/** ISO 8601 in UTC. */
export const instantShape = z.iso.datetime();
export const credits = z.number().int().min(0);
export const emailShape = z.email().max(254);
/** A token as an identity vendor writes them: printable ASCII without spaces. */
export const tokenShape = z
  .string()
  .max(4000)
  .regex(/^[!-~]+$/, 'must be a token as it was given');
const localeCharsMax = 35;
/** A language tag (BCP 47), in its canonical spelling: `de-ch` becomes `de-CH`. */
export const localeShape = z
  .string()
  .max(localeCharsMax)
  .refine((tag) => canonicalLocale(tag) !== null, { message: 'must be a language tag such as en or de-CH', abort: true })
  .overwrite((tag) => canonicalLocale(tag) ?? tag);
export const profileIdShape = z.enum(['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen', 'fluxkrea']);

export const idParams = z.object({ id: idShape });

const pageLimit = z.coerce.number().int().min(1).max(100).default(25);
export const pageQuery = z.object({ limit: pageLimit, cursor: z.string().max(200).optional() });

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

function canonicalLocale(tag: string): string | null {
  try {
    const [canonical] = Intl.getCanonicalLocales(tag);
    // Longer first parts are well formed, but no language has one: `english` is not a tag of any.
    const known = canonical !== undefined && /^[a-z]{2,3}(-|$)/.test(canonical);
    return known && canonical.length <= localeCharsMax ? canonical : null;
  } catch {
    return null; // not a language tag
  }
}
