import type { ConsoleCasePage, StaffMember } from '@keepword/contracts';
import { memberInWords } from '../../console/team.js';
import { useConsole } from '../../console/use-console.js';
import { TableFrame } from '../../page/table-frame.js';
import { minuteInWords } from '../../wording/time.js';

/** Everything that happened to the case, in the order of its chain, and who read it. */
export function History({ shown: { history, chain, reads }, team }: { shown: ConsoleCasePage; team: readonly StaffMember[] }) {
  const me = useConsole()?.staff?.id;
  return (
    <>
      <section className="console-part" aria-labelledby="history-title">
        <h2 id="history-title">History</h2>
        {chain.verdict === 'intact' ? (
          <p className="hint">
            Chain intact over {chain.entries} entries{chain.erased.length > 0 ? `, ${chain.erased.length} of them erased` : ''}.
          </p>
        ) : null}
        <TableFrame label="Table of the history">
          <table>
            <thead>
              <tr>
                <th scope="col">No.</th>
                <th scope="col">When</th>
                <th scope="col">What</th>
                <th scope="col">By</th>
                <th scope="col">Facts</th>
                <th scope="col">Hash</th>
              </tr>
            </thead>
            <tbody>
              {history.map(({ sequence, at, kind, by, staffId, facts, hash }) => (
                <tr key={sequence}>
                  <td>{sequence}</td>
                  <td>{minuteInWords(at)}</td>
                  <td>{kind}</td>
                  <td>{staffId === null ? by : memberInWords(staffId, team, me)}</td>
                  <td className="free">{facts === null ? 'erased' : factsInWords(facts)}</td>
                  <td>
                    <code title={hash}>{hash.slice(0, 8)}</code>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      </section>
      <section className="console-part" aria-labelledby="reads-title">
        <h2 id="reads-title">Readings</h2>
        {reads.length === 0 ? <p className="hint">Nobody has read what was written.</p> : null}
        <ul className="plain-list">
          {reads.map(({ staffId, reason, at }, index) => (
            <li key={index}>
              {minuteInWords(at)}, {memberInWords(staffId, team, me)}: {reason}
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

/** What stands elsewhere on the page. */
const elsewhere: ReadonlySet<string> = new Set(['caseId', 'clocks', 'policyVersion', 'profileId', 'reference', 'receivedAt']);

/** «action erasure, coolingOffUntil 2026-11-27…»: facts are ids, names and instants, never what somebody wrote. */
function factsInWords(facts: Record<string, unknown>): string {
  return Object.entries(facts)
    .filter(([name, value]) => value !== null && !elsewhere.has(name))
    .map(([name, value]) => `${name} ${factInWords(value)}`)
    .join(', ');
}

function factInWords(value: unknown): string {
  if (typeof value === 'string') return value;
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isRecord ? Object.values(value).map(factInWords).join(' ') : JSON.stringify(value);
}
