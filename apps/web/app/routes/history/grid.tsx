import { Link, useFetcher, useSearchParams } from '@remix-run/react';
import { useRef, useState } from 'react';
import { Countdown } from '../../creations/countdown.js';
import { Picture } from '../../creations/picture.js';
import { titleOf } from '../../creations/title.js';
import type { CreationView } from '../../creations/view.server.js';
import { useCsrf } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { isWaiting, outcomeOf, stateInWords } from '../../wording/outcome.js';
import type { action } from './route.js';

const selectionFormId = 'selection';

export function Grid({ creations, nowMs }: { creations: CreationView[]; nowMs: number }) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string, on: boolean) => {
    setChosen((known) => {
      const next = new Set(known);
      if (on) next.add(id);
      else next.delete(id);
      return next;
    });
  };
  const here = creations.filter(({ id }) => chosen.has(id));
  return (
    <>
      <ul className="grid">
        {creations.map((creation, index) => (
          <li key={creation.id}>
            <Tile creation={creation} nowMs={nowMs} eager={index < 8} />
            <label className="choose">
              <input
                type="checkbox"
                name="id"
                value={creation.id}
                form={selectionFormId}
                checked={chosen.has(creation.id)}
                onChange={({ currentTarget }) => toggle(creation.id, currentTarget.checked)}
              />
              <span className="visually-hidden">Choose {titleOf(creation)}</span>
            </label>
          </li>
        ))}
      </ul>
      <SelectionBar chosen={here} onDone={() => setChosen(new Set())} />
    </>
  );
}

function Tile({ creation, nowMs, eager }: { creation: CreationView; nowMs: number; eager: boolean }) {
  const [searchParams] = useSearchParams();
  const title = titleOf(creation);
  const [first] = creation.outputs;
  const search = searchParams.size > 0 ? `?${searchParams}` : '';
  return (
    <Link to={`/history/${creation.id}${search}`} className="tile" preventScrollReset>
      {first ? (
        <Picture creationId={creation.id} output={first} alt={title} size="thumbnail" eager={eager} />
      ) : (
        <Instead creation={creation} />
      )}
      {creation.outputs.length > 1 ? <span className="tile-count">{creation.outputs.length}</span> : null}
      <span className="tile-foot">
        <span className="tile-prompt">{title}</span>
        {first ? <Countdown until={creation.retention.expiresAt} nowMs={nowMs} /> : null}
      </span>
    </Link>
  );
}

function Instead({ creation }: { creation: CreationView }) {
  const outcome = outcomeOf(creation);
  return (
    <span className="picture tile-instead">
      <span>{isWaiting(creation.state) ? stateInWords(creation.state) : (outcome?.title ?? 'The picture is gone')}</span>
      <small>{outcome?.receipt ?? (isWaiting(creation.state) ? '' : 'Its time was over; the entry stays')}</small>
    </span>
  );
}

/** One form for the whole selection: it downloads through an ordinary request and deletes with an undo. */
function SelectionBar({ chosen, onDone }: { chosen: CreationView[]; onDone: () => void }) {
  const fetcher = useFetcher<typeof action>({ key: 'history-deletion' });
  const form = useRef<HTMLFormElement>(null);
  const csrf = useCsrf();
  const any = chosen.length > 0;
  const files = chosen.filter(({ outputs }) => outputs.length > 0).length;
  return (
    <form
      ref={form}
      id={selectionFormId}
      method="post"
      action="/history"
      className="selection"
      data-any={any || undefined}
      aria-label="Chosen entries"
    >
      <input type="hidden" name="csrf" value={csrf} />
      <p role="status">{any ? `${chosen.length} chosen` : 'Choose entries to download or delete them together'}</p>
      <button formAction="/history/archive" disabled={any && files === 0}>
        Download ZIP
      </button>
      <button
        name="intent"
        value="delete"
        className="danger"
        aria-describedby="delete-promise"
        onClick={(event) => {
          event.preventDefault();
          if (!any) return;
          const fields = new FormData();
          fields.set('csrf', csrf);
          fields.set('intent', 'delete');
          for (const { id } of chosen) fields.append('id', id);
          fetcher.submit(fields, { method: 'post', action: '/history' });
          onDone();
        }}
      >
        Delete
      </button>
      {any ? <PromiseLine place="delete" id="delete-promise" /> : null}
    </form>
  );
}
