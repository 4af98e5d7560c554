/** What a command answers: an object for `--json`, and lines for a person. */
export interface Answer {
  readonly json: object;
  readonly text: string;
}

export function print(answer: Answer, asJson: boolean): void {
  process.stdout.write(`${asJson ? JSON.stringify(answer.json, null, 2) : answer.text}\n`);
}

/** One `name  value` line per field, aligned. */
export function fieldLines(fields: Readonly<Record<string, unknown>>): string {
  const width = Math.max(...Object.keys(fields).map((name) => name.length));
  return Object.entries(fields)
    .map(([name, value]) => `${name.padEnd(width)}  ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('\n');
}
