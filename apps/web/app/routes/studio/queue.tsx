import type { CreationEvent } from '@keepword/contracts';
import { Link, useFetcher } from '@remix-run/react';
import { useState } from 'react';
import { Countdown, useNow } from '../../creations/countdown.js';
import { Picture } from '../../creations/picture.js';
import { titleOf } from '../../creations/title.js';
import type { CreationView } from '../../creations/view.server.js';
import { useCreationEvents } from '../../events/use-creation-events.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useRefresh } from '../../page/use-refresh.js';
import { useCsrf } from '../../page/use-root.js';
import { creditsInWords, ordinal } from '../../wording/amounts.js';
import { reviewOf } from '../../cases/review-address.js';
import { isWaiting, outcomeOf } from '../../wording/outcome.js';
import type { action } from './route.js';

/** Pictures that are in view at once on a large screen. */
const eagerMax = 4;

interface Progress {
  percent: number | null;
  position: number | null;
}

/** What was asked for lately, newest first: waiting, being made, made, or ended with its receipt. */
export function Queue({ creations, now }: { creations: CreationView[]; now: string }) {
  const [progress, setProgress] = useState<Record<string, Progress>>({});
  const refresh = useRefresh();
  const nowMs = useNow(now);
  const receive = (event: CreationEvent) => {
    if (event.type === 'creation.progress')
      setProgress((known) => ({ ...known, [event.id]: { percent: event.percent, position: event.position } }));
    else refresh();
  };
  useCreationEvents(receive, refresh);
  const ready = creations.filter(({ state }) => state === 'succeeded').length;
  return (
    <section className="queue" id="latest" aria-label="Latest pictures">
      <p className="visually-hidden" role="status">
        {ready === 1 ? '1 picture ready' : `${ready} pictures ready`}
      </p>
      {creations.length === 0 ? <FirstTime /> : null}
      <ol className="queue-list">
        {creations.map((creation, index) => (
          <li key={creation.id}>
            <Entry creation={creation} progress={progress[creation.id]} nowMs={nowMs} eager={index < eagerMax} />
          </li>
        ))}
      </ol>
      {creations.length > 0 ? (
        <p className="queue-more">
          <Link to="/history">The whole history</Link>
        </p>
      ) : null}
    </section>
  );
}

function FirstTime() {
  return (
    <div className="empty">
      <p className="empty-title">Nothing here yet</p>
      <p>Your first picture will appear in this place, a few seconds after you ask for it.</p>
    </div>
  );
}

interface EntryProps {
  creation: CreationView;
  progress: Progress | undefined;
  nowMs: number;
  eager: boolean;
}

function Entry({ creation, progress, nowMs, eager }: EntryProps) {
  if (isWaiting(creation.state)) return <Waiting creation={creation} progress={progress} />;
  const outcome = outcomeOf(creation);
  if (outcome) return <Receipt creation={creation} outcome={outcome} />;
  return <Made creation={creation} nowMs={nowMs} eager={eager} />;
}

function Waiting({ creation, progress }: { creation: CreationView; progress: Progress | undefined }) {
  const fetcher = useFetcher<typeof action>();
  const csrf = useCsrf();
  const running = creation.state === 'running';
  const position = progress?.position;
  const words = running ? 'Being made' : position ? `${capital(ordinal(position))} in the queue` : 'In the queue';
  return (
    <article className="entry entry-waiting" aria-busy="true">
      <header>
        <p className="entry-state">{words}</p>
        <p className="entry-cost">{creditsInWords(creation.credits.quoted)} held</p>
      </header>
      <progress
        className="entry-progress"
        max={100}
        value={running ? (progress?.percent ?? undefined) : 0}
        aria-label={`Progress of ${titleOf(creation)}`}
      />
      <p className="entry-prompt">{titleOf(creation)}</p>
      <RefusalNotice answer={fetcher.data} />
      <fetcher.Form method="post" action="/studio">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="intent" value="cancel" />
        <input type="hidden" name="id" value={creation.id} />
        <button className="quiet" disabled={fetcher.state !== 'idle'}>
          Cancel
        </button>
        <span className="hint">If it fails or you cancel, nothing is charged.</span>
      </fetcher.Form>
    </article>
  );
}

function Receipt({ creation, outcome }: { creation: CreationView; outcome: { title: string; receipt: string } }) {
  return (
    <article className="entry entry-receipt">
      <p className="entry-state">{outcome.title}</p>
      {creation.failure ? <p>{creation.failure.message}</p> : null}
      <p className="entry-prompt">{titleOf(creation)}</p>
      <p className="receipt">{outcome.receipt}</p>
      <p className="entry-ways">
        <Link to={`/studio?from=${creation.id}`}>Try again</Link>
        {creation.state === 'blocked' ? <Link to={reviewOf(creation.id)}>Have a person look at it</Link> : null}
      </p>
    </article>
  );
}

function Made({ creation, nowMs, eager }: { creation: CreationView; nowMs: number; eager: boolean }) {
  const title = titleOf(creation);
  return (
    <article className="entry">
      <div className="entry-pictures" data-count={creation.outputs.length}>
        {creation.outputs.map((output) => (
          <Link
            key={output.n}
            to={`/history/${creation.id}${output.n > 0 ? `?n=${output.n}` : ''}`}
            aria-label={`Open picture ${output.n + 1}: ${title}`}
          >
            <Picture
              creationId={creation.id}
              output={output}
              alt={title}
              size={creation.outputs.length > 1 ? 'thumbnail' : 'card'}
              eager={eager}
            />
          </Link>
        ))}
        {creation.outputs.length === 0 ? <p className="picture-gone">The picture has been removed; its entry stays.</p> : null}
      </div>
      <p className="entry-prompt">{title}</p>
      <footer>
        <span>{creditsInWords(creation.credits.captured ?? creation.credits.quoted)}</span>
        {creation.usedReference ? <span>with a reference</span> : null}
        <Countdown until={creation.retention.expiresAt} nowMs={nowMs} />
        <Link to={`/studio?from=${creation.id}`}>Use all</Link>
      </footer>
    </article>
  );
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
