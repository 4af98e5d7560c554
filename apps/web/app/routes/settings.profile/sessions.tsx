import { Form } from '@remix-run/react';
import { useCsrf } from '../../page/use-root.js';
import { minuteInWords } from '../../wording/time.js';

interface OpenSession {
  id: string;
  current: boolean;
  device: string | null;
  createdAt: string;
  lastSeenAt: string;
}

export function Sessions({ sessions }: { sessions: OpenSession[] }) {
  const csrf = useCsrf();
  return (
    <section className="block" aria-labelledby="sessions-title">
      <h2 id="sessions-title">Where you are signed in</h2>
      <ul className="session-list">
        {sessions.map(({ id, current, device, createdAt, lastSeenAt }) => (
          <li key={id}>
            <div>
              <p>{current ? 'This browser' : (device ?? 'Another browser')}</p>
              <p className="hint">
                {current && device ? `${device} · ` : ''}since {minuteInWords(createdAt)} · last seen {minuteInWords(lastSeenAt)}
              </p>
            </div>
            {current ? null : (
              <Form method="post">
                <input type="hidden" name="csrf" value={csrf} />
                <input type="hidden" name="intent" value="end-session" />
                <input type="hidden" name="id" value={id} />
                <button>
                  End it
                  <span className="visually-hidden">
                    : {device ?? 'another browser'} since {minuteInWords(createdAt)}
                  </span>
                </button>
              </Form>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
