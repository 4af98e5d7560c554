import type { Instant } from '@keepword/primitives';
import { clockNames, deadlineOf, type CaseClocks, type CaseDeadline, type ClockName } from './case-clocks.js';
import { advance, clockLengthMs, HOUR_MS, noHolidays, type Holidays } from './clock-time.js';

export const reminderSteps = ['first', 'second', 'alarm'] as const;
/** Two before the deadline, and the alarm when it has come unmet. */
export type ReminderStep = (typeof reminderSteps)[number];

export interface Reminder {
  readonly clock: ClockName;
  readonly step: ReminderStep;
  readonly at: Instant;
  readonly dueAt: Instant;
}

/**
 * When to remind of which deadline, earliest first. Up to 72 hours: 24 and 6 hours before (`fluxvision.sla.respond-72h`);
 * longer ones, and those too short for that: when two thirds and nine tenths of the time are over, which is day 20 and 27 of 30
 * (`fluxkrea.sla.rights-requests-30d`). A business clock counts these too, so that none is lost on a Sunday.
 */
export function remindersOf(clocks: CaseClocks, holidays: Holidays = noHolidays): readonly Reminder[] {
  return clockNames
    .flatMap((clock) => {
      const deadline = deadlineOf(clocks, clock);
      return deadline ? remindersBefore(clock, deadline, holidays) : [];
    })
    .toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

function remindersBefore(clock: ClockName, deadline: CaseDeadline, holidays: Holidays): Reminder[] {
  const { startsAt, dueAt, within, pausedMs } = deadline;
  const lengthMs = clockLengthMs(deadline.clock, startsAt, within);
  const after = (ms: number) => advance(deadline.clock, startsAt, ms + pausedMs, holidays);
  const inHours = lengthMs > 24 * HOUR_MS && lengthMs <= 72 * HOUR_MS;
  const [first, second] = inHours ? [lengthMs - 24 * HOUR_MS, lengthMs - 6 * HOUR_MS] : [(lengthMs / 3) * 2, (lengthMs / 10) * 9];
  return [
    { clock, step: 'first', at: after(first), dueAt },
    { clock, step: 'second', at: after(second), dueAt },
    { clock, step: 'alarm', at: dueAt, dueAt },
  ];
}
