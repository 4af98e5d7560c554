import type { RecipientNoticeView } from '@keepword/contracts';
import { minuteInWords } from '../../wording/time.js';

/** Who else had the data and was told, and who cannot be and why. Nothing at all where nobody else had it. */
export function ToldRecipients({ notices }: { notices: readonly RecipientNoticeView[] }) {
  if (notices.length === 0) return null;
  return (
    <section aria-labelledby="told-title">
      <h2 id="told-title">Who else had this data</h2>
      <ul>
        {notices.map(({ recipient, matter, at, text }) => (
          <li key={`${recipient} ${matter} ${at}`}>
            {text} <time dateTime={at}>{minuteInWords(at)}</time>
          </li>
        ))}
      </ul>
    </section>
  );
}
