import { addBusinessHours, addPeriod, parsePeriod, type Instant, type Period } from '@keepword/primitives';

/** How a deadline counts: every hour, or only those of business days, 24 of them each (readings A3). */
export type ClockKind = 'calendar' | 'business-days';

/** Calendar days in UTC, `YYYY-MM-DD`, that are no business days. */
export type Holidays = ReadonlySet<string>;
export const noHolidays: Holidays = new Set();

export const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * How long a period is from that start, in milliseconds of its clock. Months and years are calendar lengths.
 * @throws RangeError for a business clock with months or years: they are no number of business days
 */
export function clockLengthMs(clock: ClockKind, start: Instant, period: Period): number {
  if (clock === 'calendar') return addPeriod(start, period).getTime() - start.getTime();
  const { years = 0, months = 0 } = parsePeriod(period).toObject();
  if (years + months > 0) throw new RangeError(`'${period}' cannot be counted on business days`);
  return parsePeriod(period).toMillis();
}

/** The instant at which that many milliseconds of the clock have passed. */
export function advance(clock: ClockKind, start: Instant, lengthMs: number, holidays: Holidays): Instant {
  return clock === 'calendar' ? new Date(start.getTime() + lengthMs) : addBusinessHours(start, lengthMs / HOUR_MS, holidays);
}

/** How much of the clock passes between two instants, in milliseconds; 0 when `until` is not after `from`. */
export function elapsedMs(clock: ClockKind, from: Instant, until: Instant, holidays: Holidays): number {
  if (clock === 'calendar') return Math.max(0, until.getTime() - from.getTime());
  let elapsed = 0;
  for (let at = from.getTime(); at < until.getTime();) {
    const nextDay = (Math.floor(at / DAY_MS) + 1) * DAY_MS;
    const end = Math.min(nextDay, until.getTime());
    if (isBusinessDay(new Date(at), holidays)) elapsed += end - at;
    at = end;
  }
  return elapsed;
}

export function isBusinessDay(at: Instant, holidays: Holidays): boolean {
  const weekday = at.getUTCDay();
  return weekday !== 0 && weekday !== 6 && !holidays.has(at.toISOString().slice(0, 10));
}
