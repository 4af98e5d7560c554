import { DateTime, Duration } from 'luxon';

/**
 * A length of time as ISO 8601 writes it: `PT48H`, `P30D`, `P12M`, `P2Y`.
 * Months and years are calendar lengths; they are never turned into days.
 */
export type Period = string;

const shape = /^P(?=\d|T\d)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/;

export function isPeriod(value: unknown): value is Period {
  return typeof value === 'string' && shape.test(value);
}

/** @throws RangeError when `value` is not an ISO 8601 duration of whole units. */
export function parsePeriod(value: string): Duration {
  if (!isPeriod(value)) throw new RangeError(`'${String(value)}' is not an ISO 8601 period such as PT48H, P30D or P2Y`);
  return Duration.fromISO(value);
}

/** Calendar-exact in UTC: 31 January plus P1M is the last day of February. */
export function addPeriod(at: Date, period: Period): Date {
  return shifted(at, period, 1);
}

/** The inverse of {@link addPeriod} as far as calendars allow: 31 March minus P1M is the last day of February. */
export function subtractPeriod(at: Date, period: Period): Date {
  return shifted(at, period, -1);
}

function shifted(at: Date, period: Period, direction: 1 | -1): Date {
  const exactMs = exactMsOf(period);
  if (exactMs !== null) return new Date(at.getTime() + direction * exactMs);
  const start = DateTime.fromJSDate(at, { zone: 'utc' });
  const length = parsePeriod(period);
  return (direction === 1 ? start.plus(length) : start.minus(length)).toJSDate();
}

/** Periods are constants of policies and code; the bound is for what else may come. */
const knownMax = 1_000;
const exactMs = new Map<Period, number | null>();

/** A period without years and months is as long wherever it begins, since UTC's days are all alike; null for the others. */
function exactMsOf(period: Period): number | null {
  const known = exactMs.get(period);
  if (known !== undefined) return known;
  const { years = 0, months = 0, ...exact } = parsePeriod(period).toObject();
  const found = years > 0 || months > 0 ? null : Duration.fromObject(exact).toMillis();
  if (exactMs.size < knownMax) exactMs.set(period, found);
  return found;
}

/** Orders two periods by the instants they reach from one fixed start; for sorting and for «which is stricter». */
export function comparePeriods(a: Period, b: Period): number {
  const start = new Date('2026-01-01T00:00:00Z');
  return Math.sign(addPeriod(start, a).getTime() - addPeriod(start, b).getTime());
}

/**
 * Elapsed hours counted on business days only, 24 h each: Friday 12:00 plus 48 is Tuesday 12:00.
 * @param holidays calendar days in UTC, `YYYY-MM-DD`, that do not count
 */
export function addBusinessHours(at: Date, hours: number, holidays: ReadonlySet<string> = new Set()): Date {
  const counts = (day: DateTime) => day.weekday <= 5 && !holidays.has(day.toISODate() ?? '');
  let cursor = DateTime.fromJSDate(at, { zone: 'utc' });
  let leftMs = hours * 3_600_000;
  for (;;) {
    const nextDay = cursor.startOf('day').plus({ days: 1 });
    if (counts(cursor)) {
      const untilNextDayMs = nextDay.diff(cursor).as('milliseconds');
      if (leftMs <= untilNextDayMs) return cursor.plus(leftMs).toJSDate();
      leftMs -= untilNextDayMs;
    }
    cursor = nextDay;
  }
}

/** In words for a reader: `P2Y` is «2 years», `PT48H` is «48 hours». */
export function describePeriod(period: Period): string {
  const parts = Object.entries(parsePeriod(period).toObject()) as [string, number][];
  return parts
    .filter(([, count]) => count !== 0)
    .map(([unit, count]) => `${String(count)} ${count === 1 ? unit.replace(/s$/, '') : unit}`)
    .join(' and ');
}
