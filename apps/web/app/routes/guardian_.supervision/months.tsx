import type { GuardianSupervision } from '@keepword/contracts';
import { TableFrame } from '../../page/table-frame.js';
import { wholeNumber } from '../../wording/amounts.js';
import { monthInWords } from '../../wording/time.js';

/** Each month in numbers, from the one of the consent on. */
export function Months({ months, agreedAt }: Pick<GuardianSupervision, 'months' | 'agreedAt'>) {
  const since = agreedAt.slice(0, 'yyyy-mm'.length);
  return (
    <section className="block">
      <h2>Month by month</h2>
      <p className="hint">Credits that were bought and spent, and the number of creations; from your consent on, at most twelve months.</p>
      <TableFrame label="Month by month">
        <table>
          <thead>
            <tr>
              <th scope="col">Month</th>
              <th scope="col" className="figure">
                Bought
              </th>
              <th scope="col" className="figure">
                Spent
              </th>
              <th scope="col" className="figure">
                Creations
              </th>
            </tr>
          </thead>
          <tbody>
            {months
              .filter(({ month }) => month >= since)
              .map(({ month, creditsBought, creditsSpent, creations }) => (
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
