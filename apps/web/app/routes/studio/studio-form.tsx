import { Link, useFetcher } from '@remix-run/react';
import { useEffect, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { FormModel } from '../../creations/form-model.js';
import { RefusalNotice, refusedIn } from '../../page/refusal-notice.js';
import { useCsrf, useRoot } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { ModelChoice } from './model-choice.js';
import { PriceLine } from './price-line.js';
import { ReferenceField } from './reference-field.js';
import type { action, Start } from './route.js';
import { SizeChoice } from './size-choice.js';
import { useQuote } from './use-quote.js';

const promptCharsMax = 2000;

interface Props {
  forms: FormModel[];
  start: Start;
  quote: number | null;
  available: number;
  idempotencyKey: string;
  answer: unknown;
}

export function StudioForm({ forms, start, quote, available, idempotencyKey, answer }: Props) {
  const fetcher = useFetcher<typeof action>();
  const csrf = useCsrf();
  const [choice, setChoice] = useState(`${start.modelId}:${start.tierId}`);
  const [size, setSize] = useState({ width: start.width, height: start.height });
  const [count, setCount] = useState(start.count);
  // A new key for each time the form is sent; while one is on its way, nothing more is sent.
  const [firstKey] = useState(idempotencyKey);
  const [sent, setSent] = useState(0);
  const form = forms.find(({ id }) => choice.startsWith(`${id}:`)) ?? forms[0];
  const credits = useQuote({ choice, ...size, count }, quote);
  const busy = fetcher.state !== 'idle';
  const said = fetcher.data ?? answer;
  useSeen(fetcher.data && 'created' in fetcher.data ? fetcher.data.created : null);
  if (!form) return null;
  return (
    <fetcher.Form
      method="post"
      action="/studio"
      encType="multipart/form-data"
      className="studio-form"
      onKeyDown={sendOnControlEnter}
      onSubmit={(event: FormEvent) => (busy ? event.preventDefault() : setSent(sent + 1))}
    >
      <input type="hidden" name="csrf" value={csrf} />
      <input type="hidden" name="idempotencyKey" value={`${firstKey}.${sent}`} />
      <div className="field prompt-field">
        <label htmlFor="prompt">What should the picture show?</label>
        <textarea
          id="prompt"
          name="prompt"
          rows={4}
          maxLength={promptCharsMax}
          required
          defaultValue={start.prompt}
          aria-describedby="prompt-promise"
          placeholder="A lighthouse in the fog, painted in wide brush strokes"
        />
        <PromiseLine place="prompt" id="prompt-promise" />
      </div>
      <ModelChoice forms={forms} choice={choice} onChoose={setChoice} />
      <div className="studio-options">
        <SizeChoice form={form} size={size} onChoose={setSize} />
        <CountChoice max={form.countMax} count={count} onChoose={setCount} />
      </div>
      <Details form={form} start={start} />
      {form.acceptsReference ? <ReferenceField /> : null}
      <div className="studio-send">
        <RefusalNotice answer={said}>
          {refusedIn(said)?.type === '/problems/insufficient-credits' ? <Link to="/credits">Buy credits</Link> : null}
          {refusedIn(said)?.type === '/problems/blocked-content' ? (
            <Link to="/settings/privacy/decisions">See the decision, or have a person look at it</Link>
          ) : null}
        </RefusalNotice>
        <PriceLine credits={credits} available={available} count={count} />
        <button className="primary" aria-keyshortcuts="Control+Enter Meta+Enter" aria-disabled={busy || undefined}>
          {busy ? 'Sending…' : count > 1 ? `Make ${count} pictures` : 'Make the picture'}
        </button>
      </div>
      <p className="hint keys">
        <kbd>Ctrl</kbd> <kbd>Enter</kbd> sends it from anywhere in this form.
      </p>
      <DemoNote />
    </fetcher.Form>
  );
}

/** Where the pictures stand below the form and not beside it, what was just asked for is brought into view. */
function useSeen(created: string | null): void {
  useEffect(() => {
    if (created === null || window.matchMedia('(min-width: 60rem)').matches) return;
    document.querySelector('#latest')?.scrollIntoView({ block: 'start', behavior: 'smooth' });
  }, [created]);
}

function sendOnControlEnter(event: KeyboardEvent<HTMLFormElement>) {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    event.currentTarget.requestSubmit();
  }
}

function CountChoice({ max, count, onChoose }: { max: number; count: number; onChoose: (count: number) => void }) {
  if (max < 2) return null;
  return (
    <fieldset className="segmented">
      <legend>How many</legend>
      {Array.from({ length: max }, (_, index) => index + 1).map((value) => (
        <label key={value}>
          <input type="radio" name="count" value={value} checked={value === count} onChange={() => onChoose(value)} />
          <span>{value}</span>
        </label>
      ))}
    </fieldset>
  );
}

function Details({ form, start }: { form: FormModel; start: Start }) {
  if (form.seedMax === null && form.negativePromptCharsMax === null) return null;
  return (
    <details className="studio-details" open={start.negativePrompt !== '' || start.seed !== null}>
      <summary>Details</summary>
      {form.negativePromptCharsMax === null ? null : (
        <div className="field">
          <label htmlFor="negativePrompt">What to leave out</label>
          <textarea
            id="negativePrompt"
            name="negativePrompt"
            rows={2}
            maxLength={form.negativePromptCharsMax}
            defaultValue={start.negativePrompt}
          />
        </div>
      )}
      {form.seedMax === null ? null : (
        <div className="field">
          <label htmlFor="seed">Seed</label>
          <input
            id="seed"
            name="seed"
            type="number"
            inputMode="numeric"
            min={0}
            max={form.seedMax}
            step={1}
            defaultValue={start.seed ?? ''}
            aria-describedby="seed-hint"
          />
          <p className="hint" id="seed-hint">
            The same seed, model and words give the same picture. Left empty, we draw one.
          </p>
        </div>
      )}
    </details>
  );
}

function DemoNote() {
  return useRoot()?.demoEngine ? (
    <p className="hint">A demo engine on this machine composes these pictures; no model vendor is asked.</p>
  ) : null;
}
