import { timeLeft } from '../wording/time.js';

interface Due {
  clock: string;
  at: string;
  isOverdue: boolean;
}

interface WithDue {
  nextDue: Due | null;
}

const dayMs = 24 * 3_600_000;

export type Urgency = 'late' | 'soon' | 'later';

/** How pressing a promise of time is; the service says what is overdue, as its clock is the one that counts. */
export function urgencyOf({ at, isOverdue }: Due, nowMs: number): Urgency {
  if (isOverdue) return 'late';
  return Date.parse(at) - nowMs <= dayMs ? 'soon' : 'later';
}

/** «respond in 41 h», «respond 3 days late». */
export function dueInWords({ clock, at, isOverdue }: Due, nowMs: number): string {
  const leftMs = Date.parse(at) - nowMs;
  return isOverdue ? `${clock} ${timeLeft(Math.abs(leftMs))} late` : `${clock} in ${timeLeft(leftMs)}`;
}

/** Cases by how pressing they are, the most pressing first; those without a promise that is still to be kept are left out. */
export function byUrgency<Item extends WithDue>(items: readonly Item[], nowMs: number): Record<Urgency, Item[]> {
  const due = items
    .flatMap((item) => (item.nextDue ? [{ item, due: item.nextDue }] : []))
    .toSorted((a, b) => Date.parse(a.due.at) - Date.parse(b.due.at));
  const of = (urgency: Urgency) => due.filter((one) => urgencyOf(one.due, nowMs) === urgency).map(({ item }) => item);
  return { late: of('late'), soon: of('soon'), later: of('later') };
}
