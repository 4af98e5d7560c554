import type { OwnModeration } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { Picture } from '../../creations/picture.js';
import type { CreationView } from '../../creations/view.server.js';
import { reviewOf } from '../../cases/review-address.js';
import { standingInWords } from '../../moderation/moderation-words.js';
import { isWaiting, outcomeOf, stateInWords } from '../../wording/outcome.js';
import type { Ways } from './route.js';

interface Props {
  creation: CreationView;
  /** What was decided about what the filter held back; null for all others. */
  moderated: OwnModeration | null;
  n: number;
  title: string;
  ways: Ways;
}

export function Stage({ creation, moderated, n, title, ways }: Props) {
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
          <NoPicture creation={creation} moderated={moderated} />
        )}
      </div>
    </div>
  );
}

function NoPicture({ creation, moderated }: Pick<Props, 'creation' | 'moderated'>) {
  const outcome = outcomeOf(creation);
  if (isWaiting(creation.state)) return <p className="stage-text">{stateInWords(creation.state)}</p>;
  return (
    <div className="stage-text">
      <p>{outcome?.title ?? 'The picture is gone'}</p>
      <p>{outcome ? creation.failure?.message : 'Its time was over. The entry stays for as long as the policy says.'}</p>
      {outcome ? <p>{outcome.receipt}</p> : null}
      {creation.state === 'blocked' ? (
        <>
          {moderated && moderated.state !== 'stopped' ? (
            <p>
              {standingInWords(moderated)} {moderated.decision?.says}
            </p>
          ) : null}
          <p>
            <Link to={reviewOf(creation.id)}>
              {moderated && moderated.state !== 'stopped' ? 'About the decision' : 'Have a person look at it'}
            </Link>
          </p>
        </>
      ) : null}
    </div>
  );
}
