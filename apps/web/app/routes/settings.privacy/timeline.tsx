import type { TimelineEntry } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { MissingPart } from '../../page/missing-part.js';
import type { Part } from '../../platform/problems.server.js';
import { minuteInWords } from '../../wording/time.js';

const kinds: Record<TimelineEntry['kind'], string> = {
  case: 'Request',
  disclosure: 'Passed on',
  payment: 'Payment',
  'staff-read': 'Read by our team',
  restriction: 'Restriction',
  objection: 'Objection',
  'recipient-notice': 'Told to others',
  rectification: 'Correction',
  export: 'Copy',
};

/** What happened to the person's data, newest first. Nothing at all where the installation keeps no such list. */
export function Timeline({ timeline }: { timeline: Part<{ items: TimelineEntry[]; nextCursor: string | null }> }) {
  if (!timeline.here && timeline.because === 'not-offered') return null;
  return (
    <section className="block measure" id="timeline" aria-labelledby="timeline-title">
      <h2 id="timeline-title">What happened to your data</h2>
      {!timeline.here ? <MissingPart because={timeline.because} /> : null}
      {timeline.here && timeline.value.items.length === 0 ? <p>Nothing yet.</p> : null}
      {timeline.here && timeline.value.items.length > 0 ? (
        <ol className="timeline">
          {timeline.value.items.map(({ id, at, kind, text }) => (
            <li key={id}>
              <p className="hint">
                <time dateTime={at}>{minuteInWords(at)}</time> · {kinds[kind]}
              </p>
              <p>{text}</p>
            </li>
          ))}
        </ol>
      ) : null}
      {timeline.here && timeline.value.nextCursor !== null ? (
        <p>
          <Link to={`/settings/privacy?timeline=${encodeURIComponent(timeline.value.nextCursor)}#timeline`}>Earlier</Link>
        </p>
      ) : null}
    </section>
  );
}
