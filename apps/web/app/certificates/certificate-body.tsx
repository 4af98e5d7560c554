import { TableFrame } from '../page/table-frame.js';
import { fileSize, wholeNumber } from '../wording/amounts.js';
import { nameInWords } from '../wording/cases.js';
import { dayInWords, minuteInWords } from '../wording/time.js';
import { keptInWords, vendorInWords } from './certificate-words.js';
import type { ShownCertificate } from './certificate.server.js';

/** A certificate to read. What is proven is the file; this is what it says. */
export function CertificateBody({ certificate }: { certificate: ShownCertificate }) {
  const { version, tables, places, objects, vendors, kept, verification } = certificate;
  return (
    <article className="certificate" aria-label="What the certificate says">
      <Dates certificate={certificate} />
      <Figures
        title="Rows"
        columns={['Table', 'Found', 'Erased', 'Kept', 'Left']}
        rows={tables.map((row) => [row.table, row.counted, row.deleted, row.kept, row.remaining])}
      />
      <Figures
        title="Other places"
        columns={['Place', 'Found', 'Erased', 'Left']}
        rows={places.map((row) => [row.place, row.counted, row.deleted, row.remaining])}
      />
      <section className="block">
        <h2>Pictures and other files</h2>
        <p>
          {wholeNumber(objects.count)} erased{version === 1 ? '' : `, ${fileSize(objects.bytes)} together`};{' '}
          {wholeNumber(objects.remaining)} left.
        </p>
      </section>
      <Vendors vendors={vendors} />
      <Kept kept={kept} />
      <section className="block">
        <h2>The search afterwards</h2>
        <p>
          On {minuteInWords(verification.at)}, {wholeNumber(verification.searched.length)} places were searched:{' '}
          {wholeNumber(verification.hits)} findings.
        </p>
      </section>
    </article>
  );
}

function Vendors({ vendors }: Pick<ShownCertificate, 'vendors'>) {
  return (
    <section className="block">
      <h2>Recipients</h2>
      {vendors.length === 0 ? <p>Nobody else had received anything.</p> : null}
      <ul className="session-list">
        {vendors.map((vendor) => (
          <li key={vendor.recipient}>
            <div>
              <p>
                {nameInWords(vendor.recipient)}: {vendorInWords(vendor)}
              </p>
              <p className="hint">
                {[
                  vendor.at === null ? '' : minuteInWords(vendor.at),
                  vendor.receiptId === null ? '' : `receipt ${vendor.receiptId}`,
                  vendor.checkedAgainAt === null ? '' : `asked again ${minuteInWords(vendor.checkedAgainAt)}, nothing there`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Kept({ kept }: Pick<ShownCertificate, 'kept'>) {
  return (
    <section className="block">
      <h2>What was kept, and why</h2>
      {kept.length === 0 ? <p>Nothing.</p> : null}
      <ul className="amounts">
        {kept.map((item, index) => (
          <li key={index}>
            <span>
              {nameInWords(item.category)}
              <span className="hint">
                {keptInWords(item)} {item.until === null ? 'Until that ends.' : `Until ${dayInWords(item.until)}.`}
              </span>
            </span>
            <span className="figure">{wholeNumber(item.rows)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Dates({ certificate }: { certificate: ShownCertificate }) {
  const { caseReference, scope, state, requestedAt, purgedAt, keyDestroyedAt, issuedAt, keyId } = certificate;
  const facts: [string, string][] = [
    ['Request', caseReference],
    ['Erased', scope.kind === 'account' ? 'The whole account' : nameInWords(scope.kind)],
    ['State', state === 'final' ? 'Final' : 'Provisional: a recipient has not answered yet'],
    ['Asked for', minuteInWords(requestedAt)],
    ['Our places empty', minuteInWords(purgedAt)],
    ['Key destroyed', keyDestroyedAt === null ? 'No: the rest of the account needs it' : minuteInWords(keyDestroyedAt)],
    ['Signed', minuteInWords(issuedAt)],
    ...(keyId === null ? [] : [['Signed with', keyId] satisfies [string, string]]),
  ];
  return (
    <dl className="metadata">
      {facts.map(([term, words]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

function Figures({
  title,
  columns,
  rows,
}: {
  title: string;
  columns: readonly string[];
  rows: readonly (readonly [string, ...number[]])[];
}) {
  const found = rows.filter(([, amount]) => amount !== 0);
  const empty = rows.length - found.length;
  if (rows.length === 0) return null;
  const [first, ...others] = columns;
  return (
    <section className="block">
      <h2>{title}</h2>
      {found.length > 0 ? (
        <TableFrame label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{first}</th>
                {others.map((column) => (
                  <th scope="col" className="figure" key={column}>
                    {column}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {found.map(([name, ...amounts]) => (
                <tr key={name}>
                  <td>{name}</td>
                  {amounts.map((amount, index) => (
                    <td className="figure" key={index}>
                      {wholeNumber(amount)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
      {empty > 0 ? <p className="hint">In {wholeNumber(empty)} more nothing was found; the file names each.</p> : null}
    </section>
  );
}
