/** The launcher's own voice: one line per event on the terminal. The apps write to their log files. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
