import type { DueDay } from '@keepword/contracts';

const clockNames = ['acknowledge', 'freeze', 'respond', 'complete'] as const;
const dayMs = 24 * 3_600_000;

/** The Monday of the week of an instant, in UTC: `2026-11-16`. */
export function mondayBefore(ms: number): string {
  const weekday = (new Date(ms).getUTCDay() + 6) % 7;
  return new Date(ms - weekday * dayMs).toISOString().slice(0, 10);
}

/** Days, seven by seven. */
export function weeksOf(days: readonly DueDay[]): DueDay[][] {
  return Array.from({ length: Math.ceil(days.length / 7) }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

/** What ends on a day, in the order in which a case goes. */
export function clocksOn(due: DueDay): { clock: (typeof clockNames)[number]; count: number }[] {
  return clockNames.map((clock) => ({ clock, count: due[clock] })).filter(({ count }) => count > 0);
}
