import type { ConsoleCase, StaffMember } from '@keepword/contracts';
import { Link } from '@remix-run/react';
import { TableFrame } from '../page/table-frame.js';
import { caseInWords, caseStateInWords } from '../wording/cases.js';
import { minuteInWords } from '../wording/time.js';
import { dueInWords, urgencyOf } from './due.js';
import { memberInWords } from './team.js';
import { useConsole } from './use-console.js';

const columns = ['Case', 'About', 'State', 'Due', 'Proof', 'Came by', 'Assigned', 'Received', 'Mind'];

interface Shown {
  readonly label: string;
  readonly items: readonly ConsoleCase[];
  readonly team: readonly StaffMember[];
  readonly nowMs: number;
}

export function CaseTable({ label, items, team, nowMs }: Shown) {
  return (
    <TableFrame label={label}>
      <table>
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
          {items.map((item) => (
            <CaseRow key={item.id} item={item} team={team} nowMs={nowMs} />
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

function CaseRow({ item, team, nowMs }: { item: ConsoleCase; team: readonly StaffMember[]; nowMs: number }) {
  const me = useConsole()?.staff?.id;
  const { id, reference, nextDue, assignedTo, receivedAt } = item;
  return (
    <tr>
      <td>
        <Link data-row to={`/console/cases/${id}`}>
          {reference}
        </Link>
      </td>
      <td>{caseInWords(item.class, item.scope)}</td>
      <td>{caseStateInWords(item.state)}</td>
      <td className={nextDue ? urgencyOf(nextDue, nowMs) : undefined}>
        {nextDue ? <time dateTime={nextDue.at}>{dueInWords(nextDue, nowMs)}</time> : 'nothing'}
      </td>
      <td>{item.verification}</td>
      <td>{item.channel}</td>
      <td>{memberInWords(assignedTo, team, me)}</td>
      <td>{minuteInWords(receivedAt)}</td>
      <td>{mindOf(item)}</td>
    </tr>
  );
}

function mindOf({ proposal, suspectedDuplicateOf, mergedInto }: ConsoleCase): string {
  const said = [
    proposal === null ? '' : 'second officer',
    suspectedDuplicateOf === null ? '' : 'perhaps a duplicate',
    mergedInto === null ? '' : 'merged',
  ];
  return said.filter(Boolean).join(', ');
}
