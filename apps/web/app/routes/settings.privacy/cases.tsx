import type { CaseView } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import { MissingPart } from '../../page/missing-part.js';
import { useCsrf } from '../../page/use-root.js';
import type { Part } from '../../platform/problems.server.js';
import { caseInWords, caseStateInWords, hasEnded, promisedInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

/** The person's own cases, newest first, each with what was promised until when. */
export function Cases({ cases }: { cases: Part<{ items: CaseView[]; nextCursor: string | null }> }) {
  return (
    <section className="block measure" id="requests" aria-labelledby="requests-title">
      <h2 id="requests-title">Your requests</h2>
      {!cases.here ? <MissingPart because={cases.because} /> : null}
      {cases.here && cases.value.items.length === 0 ? <p>You have asked for nothing so far.</p> : null}
      {cases.here && cases.value.items.length > 0 ? (
        <ul className="session-list">
          {cases.value.items.map((item) => (
            <CaseLine key={item.id} item={item} />
          ))}
        </ul>
      ) : null}
      {cases.here && cases.value.nextCursor !== null ? (
        <p>
          <Link to={`/settings/privacy?cases=${encodeURIComponent(cases.value.nextCursor)}#requests`}>Earlier</Link>
        </p>
      ) : null}
    </section>
  );
}

function CaseLine({ item }: { item: CaseView }) {
  const csrf = useCsrf();
  const { id, reference, state, receivedAt } = item;
  const promised = promisedInWords(item);
  return (
    <li>
      <div>
        <p>
          <Link to={`/settings/privacy/cases/${id}`}>{caseInWords(item.class, item.scope)}</Link>
        </p>
        <p>{caseStateInWords(state)}</p>
        <p className="hint">
          {reference} · received {minuteInWords(receivedAt)}
          {promised === '' ? '' : ` · ${promised}`}
        </p>
      </div>
      {hasEnded(state) ? null : (
        <Form method="post" action={`/settings/privacy/cases/${id}`}>
          <input type="hidden" name="csrf" value={csrf} />
          <input type="hidden" name="intent" value="withdraw" />
          <button>
            Take it back<span className="visually-hidden">: {reference}</span>
          </button>
        </Form>
      )}
    </li>
  );
}
