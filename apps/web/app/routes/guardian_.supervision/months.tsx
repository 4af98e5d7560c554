import type { GuardianSupervision } from '@keepword/contracts';
import { TableFrame } from '../../page/table-frame.js';
import { wholeNumber } from '../../wording/amounts.js';
import { monthInWords } from '../../wording/time.js';

/** Twelve months in numbers. */
export function Months({ months }: { months: GuardianSupervision['months'] }) {
  return (
    <section className="block">
      <h2>The last twelve months</h2>
      <TableFrame label="The last twelve months">
        <table>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" className="figure">
                Credits bought
              </th>
              <th scope="col" className="figure">
                Credits spent
              </th>
              <th scope="col" className="figure">
                Creations
              </th>
            </tr>
          </thead>
          <tbody>
            {months.map(({ month, creditsBought, creditsSpent, creations }) => (
              <tr key={month}>
                <th scope="row">{monthInWords(month)}</th>
                <td className="figure">{wholeNumber(creditsBought)}</td>
                <td className="figure">{wholeNumber(creditsSpent)}</td>
                <td className="figure">{wholeNumber(creations)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}
