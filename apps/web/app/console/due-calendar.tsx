import type { DueDay } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { clocksOn, weeksOf } from './calendar.js';

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** On which day which promises end; each number leads to its cases. @param today in UTC, `2026-11-21` */
export function DueCalendar({ days, today }: { days: readonly DueDay[]; today: string }) {
  return (
    <section className="console-part" aria-labelledby="calendar-title">
      <h2 id="calendar-title">Due in these weeks</h2>
      <table className="console-calendar">
        <thead>
          <tr>
            {weekdays.map((name) => (
              <th scope="col" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeksOf(days).map((week) => (
            <tr key={week[0]?.day}>
              {week.map((day) => (
                <Day key={day.day} due={day} today={today} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">Only what is still to be done, by days in UTC.</p>
    </section>
  );
}

function Day({ due, today }: { due: DueDay; today: string }) {
  const { day } = due;
  const clocks = clocksOn(due);
  const tense = day < today ? 'past' : day === today ? 'today' : 'ahead';
  return (
    <td data-day={tense}>
      <time dateTime={day}>{day.endsWith('-01') ? day.slice(5) : Number(day.slice(8))}</time>
      {clocks.map(({ clock, count }) => (
        <Link key={clock} to={`/console/cases?dueOn=${day}&clock=${clock}`} className={tense === 'past' ? 'late' : undefined}>
          <b>{count}</b> <span>{clock}</span>
          <span className="visually-hidden"> on {day}</span>
        </Link>
      ))}
    </td>
  );
}
