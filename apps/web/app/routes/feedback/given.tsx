import type { Feedback } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { minuteInWords } from '../../wording/time.js';
import { ratingInWords } from './ratings.js';

/** What this person has said so far, newest first, each to be taken back. */
export function Given({ items, nextCursor }: { items: Feedback[]; nextCursor: string | null }) {
  const csrf = useCsrf();
  if (items.length === 0) return null;
  return (
    <section className="block" aria-labelledby="given-title">
      <h2 id="given-title">What you have said</h2>
      <ul className="session-list">
        {items.map(({ id, rating, text, createdAt }) => (
          <li key={id}>
            <div>
              <p className="said">{text ?? (rating === null ? '' : ratingInWords(rating))}</p>
              <p className="hint">
                {text !== null && rating !== null ? `${ratingInWords(rating)} · ` : ''}
                {minuteInWords(createdAt)}
              </p>
            </div>
            <Form method="post" action="/feedback">
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="intent" value="remove" />
              <input type="hidden" name="id" value={id} />
              <button>
                Take it back<span className="visually-hidden">: said {minuteInWords(createdAt)}</span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
      {nextCursor === null ? null : (
        <p>
          <Link to={`/feedback?cursor=${encodeURIComponent(nextCursor)}`}>Earlier</Link>
        </p>
      )}
    </section>
  );
}
