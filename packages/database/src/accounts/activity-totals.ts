import type { SubjectId, UnitOfWork } from '@keepword/primitives';
import { runStatement } from '../unit-of-work.js';

/** What somebody did in one month (UTC), in numbers only. */
export interface MonthTotals {
  /** `2026-03`. */
  readonly month: string;
  readonly creditsSpent: number;
  readonly creditsBought: number;
  /** Creations that succeeded and cost something, also those that were deleted since. */
  readonly creations: number;
}

/** The month of `at` and the eleven before it, newest first; quiet ones are there with zeros. Reads numbers and times, never content. */
export function readActivityTotals(uow: UnitOfWork, subjectId: SubjectId, at: Date): Promise<MonthTotals[]> {
  return runStatement<MonthTotals>(
    uow,
    `WITH months AS (
       SELECT date_trunc('month', $2::timestamptz AT TIME ZONE 'UTC') - make_interval(months => n) AS month FROM generate_series(0, 11) AS n
     ), spent AS (
       SELECT date_trunc('month', t.at AT TIME ZONE 'UTC') AS month, sum(moved.amount)::int AS credits, count(DISTINCT t.sequence)::int AS creations
         FROM credit_transactions t, unnest(t.accounts, t.amounts) AS moved(account, amount)
        WHERE t.subject_id = $1 AND moved.account = 'consumption' AND t.at >= (SELECT min(month) FROM months) AT TIME ZONE 'UTC'
        GROUP BY 1
     ), bought AS (
       SELECT date_trunc('month', paid_at AT TIME ZONE 'UTC') AS month, sum(credits - clawed_back_credits)::int AS credits FROM purchases
        WHERE subject_id = $1 AND paid_at >= (SELECT min(month) FROM months) AT TIME ZONE 'UTC'
        GROUP BY 1
     )
     SELECT to_char(month, 'YYYY-MM') AS month, coalesce(spent.credits, 0) AS "creditsSpent", coalesce(bought.credits, 0) AS "creditsBought",
            coalesce(spent.creations, 0) AS creations
       FROM months LEFT JOIN spent USING (month) LEFT JOIN bought USING (month) ORDER BY month DESC`,
    [subjectId, at],
  );
}
