import { listCreations } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { Form, Link, Outlet, useActionData, useFetcher, useLoaderData, useParams, type ShouldRevalidateFunction } from '@remix-run/react';
import { useEffect, useRef } from 'react';
import { useNow } from '../../creations/countdown.js';
import { creationViews } from '../../creations/view.server.js';
import { useCreationEvents } from '../../events/use-creation-events.js';
import { titled } from '../../page/meta.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useRefresh } from '../../page/use-refresh.js';
import { clock } from '../../platform/boot.server.js';
import { readForm } from '../../platform/form.server.js';
import { imagesOffered } from '../../platform/policy.server.js';
import { answered, isRefused } from '../../platform/problems.server.js';
import { openPersonalVisit } from '../../platform/visit.server.js';
import { stateInWords } from '../../wording/outcome.js';
import { removeOrRestore } from './deletion.server.js';
import { Grid } from './grid.js';
import { usePages } from './pages.js';
import { UndoToast } from './undo-toast.js';

export const meta: MetaFunction = ({ matches }) => titled('History', matches);

const pageSize = 24;
const states = ['succeeded', 'running', 'queued', 'failed', 'canceled', 'blocked', 'reference-lost'] as const;

export async function loader({ request }: LoaderFunctionArgs) {
  if (!imagesOffered) throw data({ title: 'Not found' }, { status: 404 });
  const visit = openPersonalVisit(request);
  const { searchParams } = new URL(request.url);
  const q = (searchParams.get('q') ?? '').trim().slice(0, 200);
  const state = states.find((one) => one === searchParams.get('state'));
  const cursor = searchParams.get('cursor');
  const query = { limit: pageSize, ...(q ? { q } : {}), ...(state ? { state } : {}), ...(cursor ? { cursor } : {}) };
  const page = await answered(visit, () => visit.api.call(listCreations, { query }));
  return data(
    {
      creations: await creationViews(page.items),
      cursor,
      nextCursor: page.nextCursor,
      q,
      state: state ?? '',
      now: clock.now().toISOString(),
    },
    { headers: visit.headers() },
  );
}

/** Opening and closing a picture leaves the grid beneath as it is. */
export const shouldRevalidate: ShouldRevalidateFunction = ({ currentUrl, nextUrl, formMethod, defaultShouldRevalidate }) =>
  formMethod === undefined && currentUrl.pathname !== nextUrl.pathname && nextUrl.pathname.startsWith('/history')
    ? false
    : defaultShouldRevalidate;

export async function action({ request }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const answer = await removeOrRestore(visit, await readForm(visit));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function History() {
  const page = useLoaderData<typeof loader>();
  const deletion = useFetcher<typeof action>({ key: 'history-deletion' });
  const actionData = useActionData<typeof action>();
  const answer = deletion.data ?? actionData;
  const refresh = useRefresh();
  const { creations, nextCursor, loading, more } = usePages(page, answer);
  const nowMs = useNow(page.now);
  const searched = page.q !== '' || page.state !== '';
  const { id } = useParams();
  const open = id !== undefined;
  useFocusComesBack(id);
  useCreationEvents((event) => event.type !== 'creation.progress' && event.type !== 'credits.changed' && refresh(), refresh);
  return (
    <>
      <section className="page wide" {...(open ? { inert: '' } : {})}>
        <header className="history-head">
          <h1>History</h1>
          {creations.length === 0 && !searched ? null : <Search q={page.q} state={page.state} />}
        </header>
        <RefusalNotice answer={answer} />
        <UndoToast answer={answer} />
        {creations.length === 0 ? <Empty searched={searched} /> : <Grid creations={creations} nowMs={nowMs} />}
        {nextCursor ? <LoadMore q={page.q} state={page.state} cursor={nextCursor} loading={loading} onMore={more} /> : null}
        {creations.length === 0 ? null : <WholeList />}
      </section>
      <Outlet context={creations} />
    </>
  );
}

/** Whoever closes a picture goes on from its place in the grid. */
function useFocusComesBack(id: string | undefined): void {
  const last = useRef(id);
  useEffect(() => {
    const closed = last.current;
    last.current = id;
    if (closed === undefined || id !== undefined) return;
    document.querySelector<HTMLElement>(`.tile[href^="/history/${CSS.escape(closed)}"]`)?.focus({ preventScroll: true });
  }, [id]);
}

function Search({ q, state }: { q: string; state: string }) {
  return (
    <Form method="get" action="/history" role="search" className="search">
      <label className="visually-hidden" htmlFor="q">
        Words in your prompts
      </label>
      <input id="q" name="q" type="search" defaultValue={q} key={q} maxLength={200} placeholder="Words in your prompts" />
      <label className="visually-hidden" htmlFor="state">
        State
      </label>
      <select id="state" name="state" defaultValue={state} key={`state-${state}`}>
        <option value="">Everything</option>
        {states.map((one) => (
          <option key={one} value={one}>
            {stateInWords(one)}
          </option>
        ))}
      </select>
      <button>Search</button>
    </Form>
  );
}

function Empty({ searched }: { searched: boolean }) {
  return (
    <div className="empty">
      <p className="empty-title">{searched ? 'Nothing matches' : 'Nothing here yet'}</p>
      <p>{searched ? 'Search looks for whole words of your own prompts.' : 'What you make in the studio is listed here, newest first.'}</p>
      <p>
        {searched ? (
          <Link to="/history">Show everything</Link>
        ) : (
          <Link to="/studio" className="button">
            Make the first one
          </Link>
        )}
      </p>
    </div>
  );
}

/** Files, and no pages: the browser is told to keep them. */
function WholeList() {
  return (
    <p className="hint">
      All of it as a list, with its words and settings:{' '}
      <a href="/history/list?as=csv" download="history.csv">
        CSV
      </a>
      ,{' '}
      <a href="/history/list?as=json" download="history.json">
        JSON
      </a>
    </p>
  );
}

function LoadMore({
  q,
  state,
  cursor,
  loading,
  onMore,
}: {
  q: string;
  state: string;
  cursor: string;
  loading: boolean;
  onMore: (href: string) => void;
}) {
  const query = new URLSearchParams({ ...(q ? { q } : {}), ...(state ? { state } : {}), cursor });
  const href = `/history?${query}`;
  return (
    <p className="more">
      <a
        className="button"
        href={href}
        aria-busy={loading || undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          if (!loading) onMore(href);
        }}
      >
        {loading ? 'Loading…' : 'Load more'}
      </a>
    </p>
  );
}
