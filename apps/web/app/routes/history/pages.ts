import { useFetcher, useSearchParams } from '@remix-run/react';
import { useState } from 'react';
import type { CreationView } from '../../creations/view.server.js';
import type { loader } from './route.js';

export interface HistoryPage {
  creations: CreationView[];
  /** What the page was asked for with; null for the newest. */
  cursor: string | null;
  nextCursor: string | null;
}

/** Adds a page to those after the first, or puts it in the place of an older state of itself. */
export function withPage(known: readonly HistoryPage[], page: HistoryPage): readonly HistoryPage[] {
  const place = known.findIndex(({ cursor }) => cursor === page.cursor);
  return place < 0 ? [...known, page] : known.with(place, page);
}

/** What was deleted and brought back since the page was opened, as the last answer leaves it. */
export function withAnswer(gone: ReadonlySet<string>, answer: unknown): ReadonlySet<string> {
  const { deleted = [], restored = [] } = (answer ?? {}) as { deleted?: string[]; restored?: string[] };
  return new Set([...gone, ...deleted].filter((id) => !restored.includes(id)));
}

/** The first page as the route knows it, and those that were asked for after it, without what has been deleted meanwhile. */
export function usePages(first: HistoryPage, answer: unknown) {
  const fetcher = useFetcher<typeof loader>();
  const [searchParams] = useSearchParams();
  const filter = searchParams.toString();
  const [later, setLater] = useState<{ filter: string; last: unknown; pages: readonly HistoryPage[] }>({
    filter,
    last: undefined,
    pages: [],
  });
  const [removed, setRemoved] = useState<{ answer: unknown; gone: ReadonlySet<string> }>({ answer: undefined, gone: new Set() });

  if (removed.answer !== answer) setRemoved({ answer, gone: withAnswer(removed.gone, answer) });
  if (later.filter !== filter) setLater({ filter, last: fetcher.data, pages: [] });
  else if (fetcher.data && later.last !== fetcher.data)
    setLater({ filter, last: fetcher.data, pages: withPage(later.pages, fetcher.data) });

  const shown = new Set(removed.gone);
  const creations = [first, ...later.pages].flatMap((page) => page.creations).filter(({ id }) => !shown.has(id) && shown.add(id));
  const nextCursor = (later.pages.at(-1) ?? first).nextCursor;
  return { creations, nextCursor, loading: fetcher.state !== 'idle', more: (href: string) => fetcher.load(href) };
}
