import path from 'node:path';
import { stackIn } from '../cli/running-stack.js';
import { seedDemo } from '../cli/seed-demo.js';
import { appNames } from './app-environment.js';
import { complain, say } from './log.js';
import { readSettings } from './settings.js';
import { UsageError } from './usage-error.js';
import { LocalStack } from './stack.js';
import { urlTable } from './url-table.js';
import { watchSources } from './watch.js';

/**
 * `npm start`: starts the stack, says where everything is, and stays until it is told to stop.
 * @param startedMs when the command began (`performance.now()` of this process), for the time that the table shows
 */
export async function main(argv: readonly string[], startedMs = 0): Promise<void> {
  const root = path.resolve(import.meta.dirname, '../../../..');
  try {
    const settings = readSettings(argv, process.env, root);
    const stack = new LocalStack(settings, root);
    stopOnSignals(stack);
    const runtime = await stack.start();
    if (settings.apps.length === appNames.length) await seed(stack.folder.root);
    if (settings.watch) watchSources(root, stack.apps);
    say(urlTable(runtime, (performance.now() - startedMs) / 1000));
  } catch (error) {
    complain(error instanceof UsageError ? error.message : `Keepword did not start: ${(error as Error).message}`);
    process.exit(1);
  }
}

/** The stack is usable without the demo person, so a failure is said and not fatal. */
async function seed(dataDir: string): Promise<void> {
  try {
    await seedDemo(stackIn(dataDir));
  } catch (error) {
    complain(`The demo person could not be made: ${(error as Error).message}`);
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
