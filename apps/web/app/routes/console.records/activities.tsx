import type { RecordOfProcessingView } from '@keepword/contracts';
import { TableFrame } from '../../page/table-frame.js';

/** What is done with which data and why, one row per activity and category (GDPR Art. 30). */
export function Activities({ record: { activities, besides, transfers, backups, security } }: { record: RecordOfProcessingView }) {
  const rows = [
    ...activities.flatMap(({ id, purpose, lawfulBasis, categories }) =>
      categories.map((category) => ({ key: `${id} ${category.id}`, purpose, lawfulBasis, category })),
    ),
    ...besides.map((category) => ({ key: category.id, purpose: 'Besides', lawfulBasis: '', category })),
  ];
  return (
    <section className="console-part" aria-labelledby="activities-title">
      <h2 id="activities-title">Activities</h2>
      <TableFrame label="Table of the activities">
        <table>
          <thead>
            <tr>
              <th scope="col">Purpose</th>
              <th scope="col">Lawful basis</th>
              <th scope="col">Category</th>
              <th scope="col">Kept</th>
              <th scope="col">Recipients</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, purpose, lawfulBasis, category }) => (
              <tr key={key}>
                <td className="free">{purpose}</td>
                <td>{lawfulBasis}</td>
                <td>{category.label}</td>
                <td className="free">{category.kept ?? 'no rule'}</td>
                <td className="free">{category.recipients.join(', ')}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
      <p>
        Transfers: {[transfers.mode, ...transfers.regions, ...transfers.safeguards].join(', ')}. Backups: {backups.join('; ') || 'none'}.
        Security: {security.join('; ') || 'not stated'}.
      </p>
    </section>
  );
}
