import type { ExportView } from '@keepword/contracts';
import { Form, useNavigation } from '@remix-run/react';
import { useNow } from '../../creations/countdown.js';
import { MissingPart } from '../../page/missing-part.js';
import { useCsrf } from '../../page/use-root.js';
import type { Part } from '../../platform/problems.server.js';
import { fileSize } from '../../wording/amounts.js';
import { minuteInWords, timeLeft } from '../../wording/time.js';

export function Exports({ exports, now, idempotencyKey }: { exports: Part<{ items: ExportView[] }>; now: string; idempotencyKey: string }) {
  const csrf = useCsrf();
  const nowMs = useNow(now);
  const sending = useNavigation().formData?.get('wish') === 'export';
  const items = exports.here ? exports.value.items : [];
  const preparing = items.some(({ state }) => state === 'preparing');
  return (
    <section className="block measure" id="copy" aria-labelledby="copy-title">
      <h2 id="copy-title">A copy of everything</h2>
      <p>
        One ZIP with all we hold: pages to read offline, the same as data, your pictures as they are, and a signed list of it all. It is
        encrypted while it waits for you.
      </p>
      {!exports.here ? <MissingPart because={exports.because} /> : null}
      {items.length > 0 ? (
        <ul className="session-list" aria-live="polite">
          {items.map((item) => (
            <ExportLine key={item.id} item={item} nowMs={nowMs} />
          ))}
        </ul>
      ) : null}
      {preparing ? <noscript>Reload this page to see how far it is.</noscript> : null}
      <Form method="post">
        <input type="hidden" name="csrf" value={csrf} />
        <input type="hidden" name="wish" value="export" />
        <input type="hidden" name="idempotencyKey" value={idempotencyKey} />
        <button className={preparing ? undefined : 'primary'} disabled={preparing} aria-disabled={sending || undefined}>
          {preparing ? 'Being put together' : sending ? 'Asking…' : 'Put a copy together'}
        </button>
      </Form>
    </section>
  );
}

function ExportLine({ item, nowMs }: { item: ExportView; nowMs: number }) {
  const { id, state, progress, requestedAt, expiresAt, bytes } = item;
  return (
    <li>
      <div className="grow">
        <p>{exportInWords(item, nowMs)}</p>
        {state === 'preparing' ? <progress value={progress} max={1} aria-label="How far the copy is" /> : null}
        <p className="hint">
          Asked for {minuteInWords(requestedAt)}
          {state === 'ready' && expiresAt ? ` · gone on ${minuteInWords(expiresAt)}` : ''}
        </p>
      </div>
      {state === 'ready' ? (
        <a className="button" href={`/exports/${id}/file`}>
          Download{bytes === null ? '' : `, ${fileSize(bytes)}`}
          <span className="visually-hidden"> the copy of {minuteInWords(requestedAt)}</span>
        </a>
      ) : null}
    </li>
  );
}

function exportInWords({ state, progress, expiresAt }: ExportView, nowMs: number): string {
  if (state === 'preparing') return `Being put together: ${Math.floor(progress * 100)} %`;
  if (state === 'failed') return 'This one did not work. Please ask for another.';
  if (state === 'expired') return 'This one has been deleted, as it was announced.';
  return expiresAt === null ? 'Ready' : `Ready for another ${timeLeft(Date.parse(expiresAt) - nowMs)}`;
}
