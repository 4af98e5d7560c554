import { getCreation, listOwnModeration, reportCreation } from '@keepword/contracts';
import { data, type ActionFunctionArgs, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node';
import { useLoaderData, useNavigate, useOutletContext, useSearchParams } from '@remix-run/react';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useNow } from '../../creations/countdown.js';
import { titleOf } from '../../creations/title.js';
import { creationViews, type CreationView } from '../../creations/view.server.js';
import { titled } from '../../page/meta.js';
import { clock } from '../../platform/boot.server.js';
import { field, readForm } from '../../platform/form.server.js';
import { answered, isRefused, part, tried } from '../../platform/problems.server.js';
import { openPersonalVisit } from '../../platform/visit.server.js';
import { reportReasons } from './report-reasons.js';
import { Facts } from './facts.js';
import { keepFocusWithin } from './keep-focus-within.js';
import { Stage } from './stage.js';
import { neighbours } from './neighbours.js';

export const meta: MetaFunction = ({ matches }) => titled('A picture', matches);

export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const found = await answered(visit, () => visit.api.call(getCreation, { params: { id: params.id ?? '' } }));
  const [creation] = await creationViews([found]);
  if (!creation) throw data({ title: 'Not found' }, { status: 404 });
  const decisions =
    creation.state === 'blocked'
      ? await part(visit, () => visit.privacyApi.call(listOwnModeration, { query: { creation: creation.id } }))
      : null;
  const moderated = decisions?.here ? (decisions.value.items[0] ?? null) : null;
  return data({ creation, moderated, now: clock.now().toISOString() }, { headers: visit.headers() });
}

/** Reports a result to the moderators; deleting and restoring are actions of the history itself. */
export async function action({ request, params }: ActionFunctionArgs) {
  const visit = openPersonalVisit(request);
  const form = await readForm(visit);
  const reason = reportReasons.find(({ id }) => id === form.get('reason'))?.id ?? 'other';
  const comment = field(form, 'comment');
  const answer = await tried(visit, async () => {
    await visit.api.call(reportCreation, { params: { id: params.id ?? '' }, body: { reason, ...(comment ? { comment } : {}) } });
    return { reported: true as const };
  });
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}

export default function Lightbox() {
  const { creation, moderated, now } = useLoaderData<typeof loader>();
  const listed = useOutletContext<CreationView[]>();
  const [searchParams] = useSearchParams();
  const n = Math.min(Math.max(Number(searchParams.get('n') ?? 0) || 0, 0), Math.max(creation.outputs.length - 1, 0));
  const search = withoutN(searchParams);
  const { previous, next } = neighbours(listed, { id: creation.id, n });
  const href = (place: { id: string; n: number } | null) => place && `/history/${place.id}${query(search, place.n)}`;
  const ways = { close: `/history${query(search, 0)}`, previous: href(previous), next: href(next) };
  const frame = useDialogKeys(ways);
  const title = titleOf(creation);
  return (
    <div className="lightbox" role="dialog" aria-modal="true" aria-label={title} ref={frame} tabIndex={-1}>
      <Stage creation={creation} moderated={moderated} n={n} title={title} ways={ways} />
      <Facts key={creation.id} creation={creation} n={n} nowMs={useNow(now)} closeHref={ways.close} />
    </div>
  );
}

function withoutN(searchParams: URLSearchParams): string {
  const rest = new URLSearchParams(searchParams);
  rest.delete('n');
  return rest.toString();
}

function query(search: string, n: number): string {
  const parts = new URLSearchParams(search);
  if (n > 0) parts.set('n', String(n));
  return parts.size > 0 ? `?${parts}` : '';
}

export interface Ways {
  close: string;
  previous: string | null;
  next: string | null;
}

/** Together with what is shown: a key pressed right after a picture appeared must not be read against the one before. */
const useEffectAtOnce = typeof document === 'undefined' ? useEffect : useLayoutEffect;

/** Arrow keys turn pages and Esc closes, unless someone is typing; the focus comes in with the dialog and stays in it. */
function useDialogKeys({ close, previous, next }: Ways) {
  const frame = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  useEffectAtOnce(() => frame.current?.focus({ preventScroll: true }), []);
  useEffectAtOnce(() => {
    const targets: Record<string, string | null> = { Escape: close, ArrowLeft: previous, ArrowRight: next };
    const follow = (event: KeyboardEvent) => {
      if (event.key === 'Tab' && frame.current) keepFocusWithin(frame.current, event);
      const to = targets[event.key];
      const typing = event.target instanceof HTMLElement && event.target.matches('textarea, input, select');
      if (!to || event.altKey || event.ctrlKey || event.metaKey || (typing && event.key !== 'Escape')) return;
      event.preventDefault();
      navigate(to, { preventScrollReset: true, replace: event.key !== 'Escape' });
    };
    document.addEventListener('keydown', follow);
    return () => document.removeEventListener('keydown', follow);
  }, [close, previous, next, navigate]);
  return frame;
}
