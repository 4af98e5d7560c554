import type { Subscription } from '@keepword/contracts';
import { standing } from './standing.js';

const running: Subscription = {
  id: '019aa000-0000-7000-8000-000000000000',
  planId: 'plan-300',
  provider: 'stripe',
  state: 'active',
  credits: 300,
  amountMinor: 1_000,
  currency: 'usd',
  interval: 'month',
  currentPeriodEndsAt: '2026-12-21T08:00:00Z',
  cancelAtPeriodEnd: false,
  creditsGrace: 'P3D',
  createdAt: '2026-11-21T08:00:00Z',
  startedAt: '2026-11-21T08:00:00Z',
  endedAt: null,
};

describe('how a subscription stands', () => {
  it('given one that runs, then it says when it is renewed; given a cancelled one, then until when it runs', () => {
    expect(standing(running).text).toContain('renewed on 21 December 2026');
    expect(standing({ ...running, cancelAtPeriodEnd: true }).text).toContain('runs until 21 December 2026. Nothing is charged after');
  });

  it('given one that is over, or a payment that failed, then it says that nothing was taken for it', () => {
    const over = standing({ ...running, state: 'canceled', endedAt: '2026-12-21T08:00:00Z' });
    expect(over.text).toBe('It ended on 21 December 2026. Nothing more is charged.');
    expect(standing({ ...running, state: 'past-due' }).text).toContain('no credits were added');
    expect(standing({ ...running, state: 'incomplete', currentPeriodEndsAt: null }).title).toBe('Waiting for the payment');
  });
});
