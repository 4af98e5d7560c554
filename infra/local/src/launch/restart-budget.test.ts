import { RestartBudget } from './restart-budget.js';

describe('restarts of a process that keeps ending', () => {
  it('wait longer and longer, up to five seconds', () => {
    const budget = new RestartBudget();
    expect(Array.from({ length: 8 }, () => budget.nextPauseMs(0))).toEqual([100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
  });

  it('are at most ten in a minute', () => {
    const budget = new RestartBudget();
    let nowMs = 0;
    const startsMs = Array.from({ length: 11 }, () => (nowMs += budget.nextPauseMs(nowMs)));
    expect((startsMs[10] ?? 0) - (startsMs[0] ?? 0)).toBeGreaterThanOrEqual(60_000);
  });

  it('are quick again after a quiet minute', () => {
    const budget = new RestartBudget();
    for (let times = 0; times < 5; times += 1) budget.nextPauseMs(0);
    expect(budget.nextPauseMs(120_000)).toBe(100);
  });
});
