import { byUrgency, dueInWords, urgencyOf } from './due.js';

const now = Date.parse('2026-11-20T12:00:00Z');
const due = (at: string, isOverdue = false) => ({ clock: 'respond', at, isOverdue });

describe('what is due', () => {
  it('is said with the time that is left or was missed', () => {
    expect(dueInWords(due('2026-11-22T05:00:00Z'), now)).toBe('respond in 41 h');
    expect(dueInWords(due('2026-11-16T12:00:00Z', true), now)).toBe('respond 4 days late');
  });

  it('is late only when the service says so, and soon within a day', () => {
    expect(urgencyOf(due('2026-11-20T11:59:00Z'), now)).toBe('soon');
    expect(urgencyOf(due('2026-11-20T11:59:00Z', true), now)).toBe('late');
    expect(urgencyOf(due('2026-11-21T12:00:00Z'), now)).toBe('soon');
    expect(urgencyOf(due('2026-11-21T12:00:01Z'), now)).toBe('later');
  });

  it('stands in the order in which it ends, without what is not due', () => {
    const items = [
      { id: 'c', nextDue: due('2026-11-24T00:00:00Z') },
      { id: 'x', nextDue: null },
      { id: 'b', nextDue: due('2026-11-21T00:00:00Z') },
      { id: 'a', nextDue: due('2026-11-19T00:00:00Z', true) },
      { id: 'd', nextDue: due('2026-11-23T00:00:00Z') },
    ];
    const { late, soon, later } = byUrgency(items, now);
    expect([late, soon, later].map((list) => list.map(({ id }) => id))).toEqual([['a'], ['b'], ['d', 'c']]);
  });
});
