import type { RecipientNoticeView } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { minuteInWords } from '../../wording/time.js';

/** Who else had the data and was told, and who cannot be and why. Nothing at all where nobody else had it. */
export function ToldRecipients({ notices }: { notices: readonly RecipientNoticeView[] }) {
  if (notices.length === 0) return null;
  return (
    <section className="block" aria-labelledby="told-title">
      <h2 id="told-title">Who else had this data</h2>
      <ul className="timeline">
        {notices.map(({ recipient, matter, at, text }) => (
          <li key={`${recipient} ${matter} ${at}`}>
            <p className="hint">
              <time dateTime={at}>{minuteInWords(at)}</time>
            </p>
            <p>{text}</p>
          </li>
        ))}
      </ul>
      <p>
        Who they are and what each receives is on the page of <Link to="/legal/recipients">recipients</Link>.
      </p>
    </section>
  );
}
