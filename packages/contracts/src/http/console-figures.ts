import { z } from 'zod';
import { endpoint } from './endpoint.js';

const readers = ['privacy-officer', 'support', 'auditor'] as const;
const count = z.number().int().min(0);
/** A day in UTC, `2026-11-21`. */
export const dayShape = z.iso.date();

export const dueDay = z.object({ day: dayShape, acknowledge: count, freeze: count, respond: count, complete: count });
export type DueDay = z.infer<typeof dueDay>;

/** Promises of time that are not kept yet, by the day in UTC on which they end. */
export const getDueCalendar = endpoint({
  method: 'GET',
  path: '/v1/console/due-calendar',
  access: 'staff',
  roles: readers,
  summary: 'How many promises of time end on which day',
  query: z.object({
    /** The first day; today when left out. */
    from: dayShape.optional(),
    days: z.coerce.number().int().min(1).max(42).default(35),
  }),
  answer: z.object({ from: dayShape, items: z.array(dueDay), nextCursor: z.null() }),
  status: 200,
});

export const caseFigures = z.object({
  /** Whole weeks from Monday on, in UTC; the last one is that of today. */
  weeks: z.array(z.object({ monday: dayShape, received: count, finished: count })),
  /** Cases that were answered in these weeks. */
  answers: z.object({
    count,
    late: count,
    /** Hours from receipt to answer; null when nothing was answered. */
    medianHours: z.number().nullable(),
    p90Hours: z.number().nullable(),
    /** By how much of the promised time had passed: ten tenths, and what came late. */
    shares: z.array(z.object({ tenth: z.number().int().min(0).max(9).nullable(), count })),
  }),
});
export type CaseFigures = z.infer<typeof caseFigures>;

export const getCaseFigures = endpoint({
  method: 'GET',
  path: '/v1/console/figures',
  access: 'staff',
  roles: readers,
  summary: 'What came in, what was finished, and how soon people were answered',
  query: z.object({ weeks: z.coerce.number().int().min(1).max(53).default(12) }),
  answer: caseFigures,
  status: 200,
});
