import type { ConsoleErasurePage } from '@keepword/contracts';
import { TableFrame } from '../../page/table-frame.js';
import { wholeNumber } from '../../wording/amounts.js';
import { nameInWords } from '../../wording/cases.js';
import { minuteInWords, timeLeft } from '../../wording/time.js';

type Step = ConsoleErasurePage['stepList'][number];

const kinds: Readonly<Record<Step['kind'], string>> = {
  survey: 'Count',
  erase: 'Erase',
  verify: 'Search',
  'raw-check': 'Look at what lies there',
  undo: 'Take back',
};

/** Every step in its order: whose, how far, and why not further. */
export function Steps({ steps, nowMs }: { steps: readonly Step[]; nowMs: number }) {
  return (
    <section className="console-part" aria-labelledby="steps-title">
      <h2 id="steps-title">Steps</h2>
      <TableFrame label="Table of the steps">
        <table>
          <thead>
            <tr>
              {['Where', 'What', 'State', 'Came of it', 'Tries', 'Last problem', 'Next try'].map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {steps.map((step) => (
              <tr key={step.id}>
                <td>
                  {nameInWords(step.participant)}
                  {step.group === 'vendors' ? <span className="hint"> · recipient</span> : null}
                </td>
                <td>{kinds[step.kind]}</td>
                <td className={step.isAlarming ? 'late' : step.state === 'pending' ? 'soon' : undefined}>{stateOf(step)}</td>
                <td>{cameOf(step)}</td>
                <td className="figure">{step.attempts > 0 ? step.attempts : ''}</td>
                <td>{step.problem === null ? '' : <code>{step.problem}</code>}</td>
                <td>{step.nextTryAt === null ? '' : whenNext(step.nextTryAt, nowMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function stateOf({ state, doneAt, firstTriedAt, isAlarming }: Step): string {
  if (state === 'done') return doneAt === null ? 'done' : `done ${minuteInWords(doneAt)}`;
  if (state === 'due') return 'to be done';
  const since = firstTriedAt === null ? '' : ` since ${minuteInWords(firstTriedAt)}`;
  return `${isAlarming ? 'in vain' : 'waits'}${since}`;
}

function cameOf({ outcome, found, places, receiptId, kind }: Step): string {
  const counted =
    found === null
      ? ''
      : `${wholeNumber(found)} ${kind === 'survey' ? 'held' : 'found'} in ${wholeNumber(places)} ${places === 1 ? 'place' : 'places'}`;
  return [outcome === null ? '' : nameInWords(outcome).toLowerCase(), counted, receiptId === null ? '' : `receipt ${receiptId}`]
    .filter(Boolean)
    .join(', ');
}

function whenNext(at: string, nowMs: number): string {
  const leftMs = Date.parse(at) - nowMs;
  return leftMs <= 0 ? 'now' : `in ${timeLeft(leftMs)}`;
}
