import { fixedClock } from '@keepword/primitives';
import { createRenewals } from './renewals.server.js';

describe('renewing a session', () => {
  it('asks once for one refresh token, however many ask at once and shortly after', async () => {
    const clock = fixedClock('2026-11-21T10:00:00Z');
    let asked = 0;
    const renew = createRenewals(clock, async (token) => `${token}/${++asked}`);
    const answers = await Promise.all([renew('a'), renew('a'), renew('b')]);
    expect(answers).toEqual(['a/1', 'a/1', 'b/2']);
    clock.set('2026-11-21T10:00:59Z');
    expect(await renew('a')).toBe('a/1');
    clock.set('2026-11-21T10:01:01Z');
    expect(await renew('a')).toBe('a/3');
  });

  it('does not remember a failure', async () => {
    let asked = 0;
    const renew = createRenewals(fixedClock('2026-11-21T10:00:00Z'), async () => {
      asked += 1;
      if (asked === 1) throw new Error('not now');
      return asked;
    });
    await expect(renew('a')).rejects.toThrow('not now');
    expect(await renew('a')).toBe(2);
  });
});
