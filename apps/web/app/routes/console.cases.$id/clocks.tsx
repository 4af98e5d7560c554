import type { ConsoleCasePage } from '@keepword/contracts';
import { TableFrame } from '../../page/table-frame.js';
import { nameInWords } from '../../wording/cases.js';
import { minuteInWords, timeLeft } from '../../wording/time.js';

const dayMs = 24 * 3_600_000;

/** Every promise of time of the case, where it comes from, and whether it was kept. */
export function Clocks({ clocks, pause, nowMs }: Pick<ConsoleCasePage, 'clocks' | 'pause'> & { nowMs: number }) {
  return (
    <section className="console-part" aria-labelledby="clocks-title">
      <h2 id="clocks-title">Clocks</h2>
      {pause === null ? null : (
        <p className="notice">
          Paused since {minuteInWords(pause.since)}: {nameInWords(pause.reason).toLowerCase()}.
        </p>
      )}
      {clocks.length === 0 ? <p className="hint">Nothing was promised until a time.</p> : null}
      {clocks.length > 0 ? (
        <TableFrame label="Table of the clocks">
          <table>
            <thead>
              <tr>
                <th scope="col">Clock</th>
                <th scope="col">Due</th>
                <th scope="col">State</th>
                <th scope="col">Promised</th>
                <th scope="col">From</th>
              </tr>
            </thead>
            <tbody>
              {clocks.map((clock) => (
                <tr key={clock.clock}>
                  <td>{clock.clock}</td>
                  <td>{minuteInWords(clock.dueAt)}</td>
                  <ClockState clock={clock} nowMs={nowMs} />
                  <td>
                    {clock.within}, {clock.counts === 'calendar' ? 'calendar' : 'business days'}
                  </td>
                  <td>
                    {clock.from} ({clock.origin})
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </TableFrame>
      ) : null}
    </section>
  );
}

function ClockState({ clock: { dueAt, metAt }, nowMs }: { clock: ConsoleCasePage['clocks'][number]; nowMs: number }) {
  if (metAt !== null) {
    const late = Date.parse(metAt) > Date.parse(dueAt);
    return <td className={late ? 'late' : undefined}>{late ? `kept late, ${minuteInWords(metAt)}` : `kept ${minuteInWords(metAt)}`}</td>;
  }
  const leftMs = Date.parse(dueAt) - nowMs;
  if (leftMs < 0) return <td className="late">{timeLeft(-leftMs)} late</td>;
  return <td className={leftMs <= dayMs ? 'soon' : undefined}>in {timeLeft(leftMs)}</td>;
}
