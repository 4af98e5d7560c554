import type { CaseView, UnprovenCase } from '@keepword/contracts';
import { Form, Link } from '@remix-run/react';
import { MissingPart } from '../../page/missing-part.js';
import { useCsrf } from '../../page/use-root.js';
import type { Part } from '../../platform/problems.server.js';
import { caseInWords, caseStateInWords, hasEnded, promisedInWords } from '../../wording/cases.js';
import { minuteInWords } from '../../wording/time.js';

/** The person's own cases, newest first, each with what was promised until when. */
export function Cases({
  cases,
  unproven,
}: {
  cases: Part<{ items: CaseView[]; nextCursor: string | null }>;
  unproven: readonly UnprovenCase[];
}) {
  return (
    <section className="block measure" id="requests" aria-labelledby="requests-title">
      <h2 id="requests-title">Your requests</h2>
      {unproven.length > 0 ? <Unproven items={unproven} /> : null}
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

/** What came from the person's address while nobody was signed in: a sign-in of now proves it as well as the mailed link. */
function Unproven({ items }: { items: readonly UnprovenCase[] }) {
  const csrf = useCsrf();
  return (
    <div className="notice">
      <p>Somebody wrote to us from your address without signing in. If it was you, say so, and we begin; if not, do nothing.</p>
      <ul className="session-list">
        {items.map(({ id, reference, class: caseClass, receivedAt }) => (
          <li key={id}>
            <div>
              <p>{caseInWords(caseClass, null)}</p>
              <p className="hint">
                {reference} · received {minuteInWords(receivedAt)}
              </p>
            </div>
            <Form method="post" action="/settings/privacy">
              <input type="hidden" name="csrf" value={csrf} />
              <input type="hidden" name="intent" value="prove" />
              <input type="hidden" name="case" value={id} />
              <button>
                It was me<span className="visually-hidden">: {reference}</span>
              </button>
            </Form>
          </li>
        ))}
      </ul>
    </div>
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
