import type { HeldCategory } from '@keepword/contracts';
import { MissingPart } from '../../page/missing-part.js';
import { TableFrame } from '../../page/table-frame.js';
import type { Part } from '../../platform/problems.server.js';
import { wholeNumber } from '../../wording/amounts.js';
import { nameInWords } from '../../wording/cases.js';

const columns = ['What', 'How many', 'Why', 'Kept', 'Received by'];

/** What is held, by category: a table, and cards where there is no room for one. */
export function Holdings({ held }: { held: Part<{ items: HeldCategory[] }> }) {
  return (
    <section className="block" id="held" aria-labelledby="held-title">
      <h2 id="held-title">What is held</h2>
      {!held.here ? <MissingPart because={held.because} /> : null}
      {held.here && held.value.items.length === 0 ? <p>Nothing is held of you beyond this session.</p> : null}
      {held.here && held.value.items.length > 0 ? (
        <TableFrame label="What is held of you">
          <table className="cards">
            <thead>
              <tr>
                {columns.map((column) => (
                  <th scope="col" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {held.value.items.map(({ category, label, count, purposes, kept, recipients }) => (
                <tr key={category}>
                  <th scope="row">{label}</th>
                  <td data-column="How many">{wholeNumber(count)}</td>
                  <td data-column="Why">{purposes.map(nameInWords).join('; ') || 'No purpose is listed'}</td>
                  <td data-column="Kept">{kept}</td>
                  <td data-column="Received by">{recipients.map(({ name }) => name).join(', ') || 'Nobody'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
    </section>
  );
}
