import type { ClockName } from '@keepword/data-rights';
import type { Instant, UnitOfWork } from '@keepword/primitives';
import { entityManagerOf } from '../unit-of-work.js';

export interface DueCount {
  /** In UTC, `2026-11-21`. */
  readonly day: string;
  readonly clock: ClockName;
  readonly count: number;
}

export interface AnswerFigures {
  readonly count: number;
  readonly late: number;
  readonly medianHours: number | null;
  readonly p90Hours: number | null;
  /** By tenths of the promised time, 0 to 9; 10 is late. Only those that something fell into. */
  readonly tenths: ReadonlyMap<number, number>;
}

/** Counts over cases, each read from an index of its span. A case whose history was erased counts no more. Works under the role that crosses for cases. */
export class PostgresCaseFigures {
  /** Promises that are not kept yet, by day and clock. */
  dueBetween(uow: UnitOfWork, from: Instant, before: Instant): Promise<DueCount[]> {
    return entityManagerOf(uow).query(
      `SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day, clock, count(*)::int AS count
         FROM privacy_case_reminders WHERE step = 'alarm' AND NOT withdrawn AND due_at >= $1 AND due_at < $2
         GROUP BY 1, 2 ORDER BY 1, 2`,
      [from, before],
    );
  }

  /** How many came in and were finished, by weeks counted from `from`. Weeks without any are left out. */
  async byWeek(uow: UnitOfWork, from: Instant, before: Instant): Promise<Record<'received' | 'finished', ReadonlyMap<number, number>>> {
    const [received, finished] = [await weeks(uow, 'received_at', from, before), await weeks(uow, 'ended_at', from, before)];
    return { received, finished };
  }

  /** How soon those were answered who were answered in the span. */
  async answers(uow: UnitOfWork, from: Instant, before: Instant): Promise<AnswerFigures> {
    const rows = await entityManagerOf(uow).query<{ tenth: number | null; count: number; median: number | null; p90: number | null }[]>(
      `WITH answered AS (
         SELECT extract(epoch FROM answered_at - received_at) / 3600 AS hours,
                CASE WHEN answered_at > answer_due_at THEN 10
                     ELSE greatest(0, least(9, floor(10 * extract(epoch FROM answered_at - received_at) / nullif(extract(epoch FROM answer_due_at - received_at), 0))))
                END AS tenth
           FROM privacy_cases WHERE answered_at >= $1 AND answered_at < $2
       )
       SELECT tenth::int AS tenth, count(*)::int AS count,
              percentile_cont(0.5) WITHIN GROUP (ORDER BY hours)::float8 AS median, percentile_cont(0.9) WITHIN GROUP (ORDER BY hours)::float8 AS p90
         FROM answered GROUP BY GROUPING SETS ((tenth), ())`,
      [from, before],
    );
    const all = rows.find(({ tenth }) => tenth === null);
    const tenths = new Map(rows.flatMap(({ tenth, count }) => (tenth === null ? [] : [[tenth, count] as const])));
    return {
      count: all?.count ?? 0,
      late: tenths.get(10) ?? 0,
      medianHours: all?.median ?? null,
      p90Hours: all?.p90 ?? null,
      tenths,
    };
  }
}

async function weeks(
  uow: UnitOfWork,
  column: 'received_at' | 'ended_at',
  from: Instant,
  before: Instant,
): Promise<ReadonlyMap<number, number>> {
  const rows = await entityManagerOf(uow).query<{ week: number; count: number }[]>(
    `SELECT floor(extract(epoch FROM ${column} - $1::timestamptz) / 604800)::int AS week, count(*)::int AS count
       FROM privacy_cases WHERE ${column} >= $1 AND ${column} < $2 GROUP BY 1`,
    [from, before],
  );
  return new Map(rows.map(({ week, count }) => [week, count]));
}
