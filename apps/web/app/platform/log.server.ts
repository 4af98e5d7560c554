/** One line about a failure: its kind and where in our code, never its message, which may quote what a person wrote. */
export function logFailure(what: string, error: unknown): void {
  const name = error instanceof Error ? error.name : typeof error;
  const frames = error instanceof Error ? (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line)) : [];
  const code = error instanceof Error && error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException).code : undefined;
  console.error(
    JSON.stringify({ level: 'error', app: 'web', message: what, error: name, code, at: frames.slice(0, 4).map((line) => line.trim()) }),
  );
}
