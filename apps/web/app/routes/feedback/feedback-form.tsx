import { Form, useNavigation } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { Promise as PromiseLine } from '../../promises/promise.js';
import { ratings } from './ratings.js';

const textCharsMax = 2000;

/** An answer, some words, or both. What was typed stays when it could not be taken. */
export function FeedbackForm({ typed }: { typed: { text: string; rating: number | null } }) {
  const csrf = useCsrf();
  const busy = useNavigation().state === 'submitting';
  return (
    <Form method="post" className="stack feedback">
      <input type="hidden" name="csrf" value={csrf} />
      <fieldset className="segmented">
        <legend>How do you like it here?</legend>
        {ratings.map(({ value, label }) => (
          <label key={value}>
            <input type="radio" name="rating" value={value} defaultChecked={typed.rating === value} />
            <span>{label}</span>
          </label>
        ))}
      </fieldset>
      <div className="field">
        <label htmlFor="feedback-text">In your words</label>
        <textarea
          id="feedback-text"
          name="text"
          rows={5}
          maxLength={textCharsMax}
          defaultValue={typed.text}
          aria-describedby="feedback-hint feedback-promise"
        />
        <p className="hint" id="feedback-hint">
          Either is enough. No names or passwords, please.
        </p>
        <PromiseLine place="feedback" id="feedback-promise" />
      </div>
      <p>
        <button className="primary" aria-disabled={busy || undefined}>
          {busy ? 'Sending…' : 'Send it'}
        </button>
      </p>
    </Form>
  );
}
