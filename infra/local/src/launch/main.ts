import path from 'node:path';
import { complain, say } from './log.js';
import { readSettings, UsageError } from './settings.js';
import { LocalStack } from './stack.js';
import { urlTable } from './url-table.js';

/**
 * `npm start`: starts the stack, says where everything is, and stays until it is told to stop.
 * @param startedMs when the command began (`performance.now()` of this process), for the time that the table shows
 */
export async function main(argv: readonly string[], startedMs = 0): Promise<void> {
  const root = path.resolve(import.meta.dirname, '../../../..');
  try {
    const stack = new LocalStack(readSettings(argv, process.env, root), root);
    stopOnSignals(stack);
    const runtime = await stack.start();
    say(urlTable(runtime, (performance.now() - startedMs) / 1000));
  } catch (error) {
    complain(error instanceof UsageError ? error.message : `Keepword did not start: ${(error as Error).message}`);
    process.exit(1);
  }
}

function stopOnSignals(stack: LocalStack): void {
  let asked = 0;
  const stop = () => {
    asked += 1;
    if (asked > 1) return say('Still stopping; this takes at most some seconds.');
    say('\nStopping …');
    void stack.stop().then(() => {
      say('Stopped.');
      process.exit(0);
    });
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
}
