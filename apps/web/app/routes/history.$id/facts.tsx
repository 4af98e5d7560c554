import { Form, Link, useFetcher, useNavigate } from '@remix-run/react';
import { Countdown } from '../../creations/countdown.js';
import { titleOf } from '../../creations/title.js';
import type { CreationView } from '../../creations/view.server.js';
import { RefusalNotice } from '../../page/refusal-notice.js';
import { useCsrf, useRoot } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { creditsInWords, fileSize } from '../../wording/amounts.js';
import { stateInWords } from '../../wording/outcome.js';
import { minuteInWords } from '../../wording/time.js';
import { reportReasons } from './report-reasons.js';
import type { action } from './route.js';

interface Props {
  creation: CreationView;
  n: number;
  nowMs: number;
  closeHref: string;
}

/** Everything there is to know and to do about one creation. */
export function Facts({ creation, n, nowMs, closeHref }: Props) {
  const output = creation.outputs[n];
  return (
    <aside className="facts" aria-label="About this picture">
      <h2 className="facts-prompt">{titleOf(creation)}</h2>
      {output ? (
        <>
          <p className="facts-left">
            <Countdown until={creation.retention.expiresAt} nowMs={nowMs} />
          </p>
          <PromiseLine place="result" />
        </>
      ) : null}
      <p className="facts-ways">
        <Link className="button primary" to={`/studio?from=${creation.id}`}>
          Use all in the studio
        </Link>
      </p>
      {output ? <Download creation={creation} n={n} /> : null}
      <Metadata creation={creation} output={output} />
      <Deletion id={creation.id} closeHref={closeHref} />
      {output ? <Report id={creation.id} /> : null}
    </aside>
  );
}

function Download({ creation, n }: { creation: CreationView; n: number }) {
  const preferred = useRoot()?.person?.preferences.downloadMetadata ?? 'strip';
  return (
    <form method="get" action={`/media/${creation.id}/${n}`} className="download">
      <input type="hidden" name="download" value="1" />
      <fieldset className="segmented">
        <legend>In the file</legend>
        <label>
          <input type="radio" name="metadata" value="embed" defaultChecked={preferred === 'embed'} />
          <span>With the prompt</span>
        </label>
        <label>
          <input type="radio" name="metadata" value="strip" defaultChecked={preferred === 'strip'} />
          <span>Without</span>
        </label>
      </fieldset>
      <button>Download</button>
      <p className="hint">Either way the file says that AI made it.</p>
    </form>
  );
}

function Metadata({ creation, output }: { creation: CreationView; output: CreationView['outputs'][number] | undefined }) {
  const { parameters, credits } = creation;
  const rows: [string, string | null][] = [
    ['State', stateInWords(creation.state)],
    ['Model', `${creation.modelName}, ${creation.tierName}`],
    ['Look', creation.lookName],
    ['Size', output ? `${output.width} × ${output.height}, ${fileSize(output.bytes)}` : null],
    ['Seed', parameters['seed'] === undefined ? null : String(parameters['seed'])],
    ['Left out', typeof parameters['negativePrompt'] === 'string' ? parameters['negativePrompt'] : null],
    ['Reference', creation.usedReference ? 'A reference image was used' : null],
    ['Price', credits.captured === null ? `${creditsInWords(credits.quoted)} held` : creditsInWords(credits.captured)],
    ['Asked for', minuteInWords(creation.createdAt)],
    ['Finished', creation.finishedAt ? minuteInWords(creation.finishedAt) : null],
    ['Removed', creation.retention.expiresAt ? `by ${minuteInWords(creation.retention.expiresAt)}` : 'when you delete it'],
  ];
  return (
    <dl className="metadata">
      {rows.map(([name, value]) =>
        value === null ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function Deletion({ id, closeHref }: { id: string; closeHref: string }) {
  const fetcher = useFetcher({ key: 'history-deletion' });
  const navigate = useNavigate();
  const csrf = useCsrf();
  return (
    <Form
      method="post"
      action="/history"
      className="deletion"
      onSubmit={(event) => {
        event.preventDefault();
        fetcher.submit(event.currentTarget);
        navigate(closeHref, { preventScrollReset: true, replace: true });
      }}
    >
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="intent" value="delete" />
      <input type="hidden" name="id" value={id} />
      <button className="danger">Delete</button>
      <PromiseLine place="delete" />
    </Form>
  );
}

function Report({ id }: { id: string }) {
  const fetcher = useFetcher<typeof action>();
  const csrf = useCsrf();
  if (fetcher.data && 'reported' in fetcher.data) {
    return (
      <p className="notice" role="status">
        Thank you. A moderator will look at it.
      </p>
    );
  }
  return (
    <details className="report">
      <summary>Report this</summary>
      <fetcher.Form method="post" action={`/history/${id}`} className="stack">
        <input type="hidden" name="csrf" value={csrf} />
        <RefusalNotice answer={fetcher.data} />
        <div className="field">
          <label htmlFor="reason">What is wrong with it?</label>
          <select id="reason" name="reason">
            {reportReasons.map(({ id: value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        <div className="field">
          <label htmlFor="comment">Anything to add</label>
          <textarea id="comment" name="comment" rows={2} maxLength={500} />
        </div>
        <button>Send the report</button>
      </fetcher.Form>
    </details>
  );
}
