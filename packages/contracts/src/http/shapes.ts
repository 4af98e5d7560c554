import { z } from 'zod';

/** A UUIDv7. */
export const idShape = z.uuid({ version: 'v7' });
/** ISO 8601 in UTC. */
export const instantShape = z.iso.datetime();
export const credits = z.number().int().min(0);
export const emailShape = z.email().max(254);
export const profileIdShape = z.enum(['fluxvision', 'fluxkontextpro', 'fluxchat', 'fluxgen', 'fluxkrea']);

export const idParams = z.object({ id: idShape });

const pageLimit = z.coerce.number().int().min(1).max(100).default(25);
export const pageQuery = z.object({ limit: pageLimit, cursor: z.string().max(200).optional() });

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
