import { listConsoleCases } from '@keepword/contracts';
import type { z } from 'zod';

const filterNames = ['state', 'class', 'assignee', 'due', 'subject', 'cursor'] as const;

type Query = z.input<NonNullable<typeof listConsoleCases.query>>;

const limit = 50;

/** What an address asks for; what the contract does not know is left out, so that an old link still opens. */
export function filtersOf(search: URLSearchParams): Query {
  const given = Object.fromEntries(filterNames.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
  const parsed = listConsoleCases.query?.safeParse(given);
  const wrong = new Set(parsed?.error?.issues.map(({ path }) => String(path[0])));
  return { limit, ...Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))) };
}
