import { listConsoleCases } from '@keepword/contracts';
import type { z } from 'zod';

const filterNames = ['state', 'class', 'assignee', 'due', 'dueOn', 'clock', 'subject', 'cursor'] as const;

type Query = z.input<NonNullable<typeof listConsoleCases.query>>;

const limit = 50;

/** What an address asks for; what the contract does not know is left out, so that an old link still opens. */
export function filtersOf(search: URLSearchParams): Query {
  const given = Object.fromEntries(filterNames.flatMap((name) => (search.get(name) ? [[name, search.get(name)]] : [])));
  const parsed = listConsoleCases.query?.safeParse(given);
  const wrong = new Set(parsed?.error?.issues.map(({ path }) => String(path[0])));
  return { limit, ...Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name))) };
}

const keptNames = ['state', 'class', 'assignee', 'due'] as const;

/** What of an address can be kept as a view; null where that is nothing. Days and pseudonyms are for once. */
export function keptFilters(search: URLSearchParams): Record<string, string | string[]> | null {
  const kept = keptNames.flatMap((name) => {
    const value = search.get(name);
    if (!value) return [];
    return [[name, name === 'state' || name === 'class' ? value.split(',') : value] as const];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : null;
}

/** The address of a kept view. */
export function addressOf(filters: Readonly<Record<string, string | readonly string[] | undefined>>): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value !== undefined) search.set(name, value.toString());
  return `/console/cases?${search.toString()}`;
}
