import { wholeNumber } from '../../wording/amounts.js';
import { dayInWords } from '../../wording/time.js';

interface Part {
  category: string;
  label: string;
  count: number;
}

/** What an erasure takes and what it leaves, with why and until when. */
export function Preview({ goes, stays }: { goes: Part[]; stays: (Part & { reason: string; until: string | null })[] }) {
  return (
    <>
      <section className="block" aria-labelledby="goes-title">
        <h2 id="goes-title">What goes</h2>
        {goes.length === 0 ? <p>There is nothing of this kind to erase.</p> : null}
        <ul className="amounts">
          {goes.map(({ category, label, count }) => (
            <li key={category}>
              <span>{label}</span>
              <span className="figure">{wholeNumber(count)}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="block" aria-labelledby="stays-title">
        <h2 id="stays-title">What stays</h2>
        <ul className="amounts">
          {stays.map(({ category, label, count, reason, until }) => (
            <li key={category}>
              <span>
                {label}
                <span className="hint">
                  {reason}
                  {until === null ? '' : `, until ${dayInWords(until)}`}
                </span>
              </span>
              <span className="figure">{wholeNumber(count)}</span>
            </li>
          ))}
        </ul>
        <p>
          {stays.length === 0 ? 'Of this nothing but' : 'And'} the record of this request, as the proof that it was carried out: when it
          came, what was done, and not a word of yours.
        </p>
      </section>
    </>
  );
}
