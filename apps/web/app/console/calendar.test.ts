import { ceilingFor } from './bar-plot.js';
import { clocksOn, mondayBefore, weeksOf } from './calendar.js';

const day = (name: string, respond = 0) => ({ day: name, acknowledge: 0, freeze: 0, respond, complete: respond });

describe('the calendar of what is due', () => {
  it('begins on the Monday of the week, in UTC', () => {
    expect(mondayBefore(Date.parse('2026-11-21T23:59:59Z'))).toBe('2026-11-16');
    expect(mondayBefore(Date.parse('2026-11-16T00:00:00Z'))).toBe('2026-11-16');
    expect(mondayBefore(Date.parse('2026-11-15T23:59:59Z'))).toBe('2026-11-09');
  });

  it('is cut into weeks and names only what there is', () => {
    expect(weeksOf(Array.from({ length: 9 }, (_, index) => day(`${index}`))).map((week) => week.length)).toEqual([7, 2]);
    expect(clocksOn(day('x', 2))).toEqual([
      { clock: 'respond', count: 2 },
      { clock: 'complete', count: 2 },
    ]);
    expect(clocksOn(day('x'))).toEqual([]);
  });
});

describe('the scale of a plot', () => {
  it.each([
    [0, 2],
    [3, 4],
    [5, 10],
    [11, 20],
    [400, 400],
    [401, 1_000],
  ])('of at most %i goes to %i', (most, ceiling) => expect(ceilingFor(most)).toBe(ceiling));
});
