const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** The time until an instant, rounded down to what a person wants to know: «3 days», «41 h», «12 min», «moments». */
export function timeLeft(leftMs: number): string {
  if (leftMs >= 3 * dayMs) return `${Math.floor(leftMs / dayMs)} days`;
  if (leftMs >= hourMs) return `${Math.floor(leftMs / hourMs)} h`;
  if (leftMs >= minuteMs) return `${Math.floor(leftMs / minuteMs)} min`;
  return 'moments';
}

const dayFormat = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
const minuteFormat = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'UTC',
});

/** «14 February 2026», in UTC. */
export function dayInWords(instant: string): string {
  return dayFormat.format(new Date(instant));
}

/** «14 Feb 2026, 09:30 UTC». */
export function minuteInWords(instant: string): string {
  return `${minuteFormat.format(new Date(instant))} UTC`;
}

const monthFormat = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' });

/** «February 2026». @param month as ISO 8601 writes it: `2026-02` */
export function monthInWords(month: string): string {
  return monthFormat.format(new Date(`${month}-01T00:00:00Z`));
}
