import type { Session } from './account.js';
import { idleSince, isOpen, needsTouch, sessionEnd } from './session-rules.js';

const started = new Date('2026-03-01T08:00:00Z');
const later = (ms: number) => new Date(started.getTime() + ms);
const second = 1_000;
const hour = 3_600 * second;

const session = (changes: Partial<Session> = {}): Session => ({
  id: 's',
  subjectId: 'p',
  device: null,
  ip: null,
  createdAt: started,
  lastSeenAt: started,
  expiresAt: sessionEnd(started),
  endedAt: null,
  ...changes,
});

describe('how long a session lasts', () => {
  it.each([
    ['just started', 0, true],
    ['a second before twelve idle hours', 12 * hour - second, true],
    ['twelve idle hours', 12 * hour, false],
  ])('given %s, then it is open: %s after the last use', (_, idleMs, open) => {
    expect(isOpen(session(), later(idleMs))).toBe(open);
  });

  it.each([
    ['a second before the week is over', 7 * 24 * hour - second, true],
    ['the week is over', 7 * 24 * hour, false],
  ])('given one that is always in use, when %s, then it is open or not', (_, ageMs, open) => {
    expect(isOpen(session({ lastSeenAt: later(ageMs - second) }), later(ageMs))).toBe(open);
  });

  it('given one that was ended, then it is over at once, also for an instant before', () => {
    expect(isOpen(session({ endedAt: later(hour) }), later(hour - second))).toBe(false);
  });

  it('given a use, then it is written down once a minute at most', () => {
    expect([needsTouch(session(), later(60 * second)), needsTouch(session(), later(61 * second))]).toEqual([false, true]);
  });

  it('given a list, then it leaves out just those that are idle for the same time', () => {
    expect(idleSince(later(12 * hour))).toEqual(started);
  });
});
