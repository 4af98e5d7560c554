import { newId } from '@keepword/primitives';
import { noticeAfter, planNotices, type RecipientNotice } from './recipient-notice.js';

const at = new Date('2026-03-01T08:00:00Z');
const cause = { subjectId: newId(at), matter: 'address', causeId: newId(at), formerAddress: 'ada@old.example' } as const;
const planned = () => planNotices(cause, [{ recipient: 'stripe', hasChannel: true }], at)[0] as RecipientNotice;

describe('telling recipients', () => {
  it('lists at once who cannot be told, without the former address', () => {
    const [told, listed] = planNotices(
      cause,
      [
        { recipient: 'stripe', hasChannel: true },
        { recipient: 'creem', hasChannel: false },
      ],
      at,
    );
    expect(told).toMatchObject({ recipient: 'stripe', state: 'due', reason: null, dueAt: at, formerAddress: 'ada@old.example' });
    expect(listed).toMatchObject({ state: 'cannot-be-told', reason: 'no-channel', dueAt: null, settledAt: at, formerAddress: null });
  });

  it.each([
    ['told', 'told', null],
    ['nothing-to-correct', 'cannot-be-told', 'nothing-to-correct'],
    ['refused', 'failed', 'refused'],
  ] as const)('settles a notice that came out as %s', (outcome, state, reason) => {
    const after = noticeAfter(planned(), outcome, at);
    expect(after).toMatchObject({ state, reason, attempts: 1, dueAt: null, settledAt: at, formerAddress: null });
    expect(noticeAfter(after, 'unreachable', at)).toBe(after);
  });

  it('tries again with pauses that double, and gives up after some three days', () => {
    let notice = planned();
    let now = at;
    const pausesMinutes: number[] = [];
    while (notice.state === 'due') {
      notice = noticeAfter(notice, 'unreachable', now);
      if (notice.dueAt) {
        pausesMinutes.push((notice.dueAt.getTime() - now.getTime()) / 60_000);
        now = notice.dueAt;
      }
    }
    expect(pausesMinutes.slice(0, 4)).toEqual([1, 2, 4, 8]);
    expect(notice).toMatchObject({ state: 'failed', reason: 'unreachable', attempts: 13, formerAddress: null });
    expect((now.getTime() - at.getTime()) / 86_400_000).toBeCloseTo(2.8, 1);
  });
});
