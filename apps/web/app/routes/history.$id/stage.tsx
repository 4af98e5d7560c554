import { Link } from '@remix-run/react';
import { Picture } from '../../creations/picture.js';
import type { CreationView } from '../../creations/view.server.js';
import { reviewOf } from '../../cases/review-address.js';
import { isWaiting, outcomeOf, stateInWords } from '../../wording/outcome.js';
import type { Ways } from './route.js';

export function Stage({ creation, n, title, ways }: { creation: CreationView; n: number; title: string; ways: Ways }) {
  const output = creation.outputs[n];
  return (
    <div className="stage">
      <nav className="stage-ways" aria-label="Pictures">
        <Link to={ways.close} className="stage-close" preventScrollReset aria-keyshortcuts="Escape">
          Close
        </Link>
        <span className="hint keys" aria-hidden="true">
          <kbd>←</kbd> <kbd>→</kbd> turn, <kbd>Esc</kbd> closes
        </span>
        {ways.previous ? (
          <Link to={ways.previous} rel="prev" preventScrollReset replace aria-keyshortcuts="ArrowLeft">
            <span aria-hidden="true">←</span> Newer
          </Link>
        ) : null}
        {ways.next ? (
          <Link to={ways.next} rel="next" preventScrollReset replace aria-keyshortcuts="ArrowRight">
            Older <span aria-hidden="true">→</span>
          </Link>
        ) : null}
      </nav>
      <div className="stage-picture">
        {output ? (
          <Picture key={`${creation.id}/${n}`} creationId={creation.id} output={output} alt={title} size="full" eager />
        ) : (
          <NoPicture creation={creation} />
        )}
      </div>
    </div>
  );
}

function NoPicture({ creation }: { creation: CreationView }) {
  const outcome = outcomeOf(creation);
  if (isWaiting(creation.state)) return <p className="stage-text">{stateInWords(creation.state)}</p>;
  return (
    <div className="stage-text">
      <p>{outcome?.title ?? 'The picture is gone'}</p>
      <p>{outcome ? creation.failure?.message : 'Its time was over. The entry stays for as long as the policy says.'}</p>
      {outcome ? <p>{outcome.receipt}</p> : null}
      {creation.state === 'blocked' ? (
        <p>
          <Link to={reviewOf(creation.id)}>Have a person look at it</Link>
        </p>
      ) : null}
    </div>
  );
}
