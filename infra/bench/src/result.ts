/** One line of the table. */
export interface Result {
  readonly name: string;
  /** What `floor` and `subject` count. */
  readonly unit: string;
  readonly floor: number;
  readonly subject: number;
  readonly ratio: number;
  readonly processorRatio?: number;
  readonly target: { readonly atLeast: number } | { readonly atMost: number };
  readonly met: boolean;
}

export function result(measured: Omit<Result, 'met'>): Result {
  const { ratio, target } = measured;
  return { ...measured, met: 'atLeast' in target ? ratio >= target.atLeast : ratio <= target.atMost };
}

export function table(results: readonly Result[]): string {
  const rows = results.map(({ name, unit, floor, subject, ratio, processorRatio, target, met }) => [
    name,
    `${figure(floor)} ${unit}`,
    `${figure(subject)} ${unit}`,
    ratio.toFixed(2),
    processorRatio === undefined ? '' : processorRatio.toFixed(2),
    'atLeast' in target ? `≥ ${target.atLeast}` : `≤ ${target.atMost}`,
    met ? 'met' : 'missed',
  ]);
  const lines = [['', 'floor', 'ours', 'ratio', 'by processor', 'target', ''], ...rows];
  const widths = lines[0]?.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0))) ?? [];
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')).join('\n');
}

const figure = (value: number) => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));
