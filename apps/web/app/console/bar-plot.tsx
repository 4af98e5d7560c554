import { TableFrame } from '../page/table-frame.js';

export interface BarSeries {
  readonly name: string;
  /** One for each group, from 0. */
  readonly values: readonly number[];
}

interface Plotted {
  readonly title: string;
  /** What the groups are: the head of the table's first column. */
  readonly of: string;
  readonly groups: readonly string[];
  readonly series: readonly BarSeries[];
}

const [width, height, left, bottom] = [720, 180, 36, 24];
const marksMax = 12;

/** Bars beside one another, drawn on the server, with the same numbers as a table. */
export function BarPlot({ title, of, groups, series }: Plotted) {
  return (
    <figure className="console-plot">
      <figcaption>
        {title}
        {series.length > 1 ? (
          <span className="console-legend">
            {series.map(({ name }, index) => (
              <span key={name} data-series={index}>
                {name}
              </span>
            ))}
          </span>
        ) : null}
      </figcaption>
      <Bars groups={groups} series={series} />
      <details>
        <summary>The same as a table</summary>
        <Numbers title={title} of={of} groups={groups} series={series} />
      </details>
    </figure>
  );
}

function Bars({ groups, series }: Pick<Plotted, 'groups' | 'series'>) {
  const top = ceilingFor(Math.max(0, ...series.flatMap(({ values }) => values)));
  const step = (width - left) / Math.max(1, groups.length);
  const bar = (step * 0.72) / Math.max(1, series.length);
  const y = (value: number) => (height - bottom) * (1 - value / top) + 6;
  const everyNth = Math.ceil(groups.length / marksMax);
  return (
    <svg viewBox={`0 0 ${width} ${height + 8}`} aria-hidden="true">
      {[0, top / 2, top].map((line) => (
        <g key={line}>
          <line x1={left} x2={width} y1={y(line)} y2={y(line)} />
          <text x={left - 6} y={y(line) + 4} textAnchor="end">
            {line}
          </text>
        </g>
      ))}
      {groups.map((group, at) => (
        <g key={group}>
          {series.map(({ name, values }, index) => {
            const value = values[at] ?? 0;
            const x = left + at * step + step * 0.14 + index * bar;
            return <rect key={name} data-series={index} x={x} y={y(value)} width={bar} height={y(0) - y(value)} />;
          })}
          {at % everyNth === 0 ? (
            <text data-odd={at % (2 * everyNth) !== 0 || undefined} x={left + at * step + step / 2} y={height + 4} textAnchor="middle">
              {group}
            </text>
          ) : null}
        </g>
      ))}
    </svg>
  );
}

function Numbers({ title, of, groups, series }: Plotted) {
  return (
    <TableFrame label={title}>
      <table>
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {series.map(({ name }) => (
              <th scope="col" className="figure" key={name}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {groups.map((group, at) => (
            <tr key={group}>
              <th scope="row">{group}</th>
              {series.map(({ name, values }) => (
                <td className="figure" key={name}>
                  {values[at] ?? 0}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </TableFrame>
  );
}

/** The next of 2, 4, 10, 20, 40, 100, …: its half is a whole number too. */
export function ceilingFor(most: number): number {
  for (let unit = 1; ; unit *= 10) {
    const fits = [2, 4, 10].map((factor) => factor * unit).find((ceiling) => ceiling >= most);
    if (fits !== undefined) return fits;
  }
}
