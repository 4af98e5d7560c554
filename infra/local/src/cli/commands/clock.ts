import { addPeriod, isPeriod } from '@keepword/primitives';
import type { Command } from 'commander';
import { readClockOffsetMs, writeClockOffsetMs } from '../../launch/local-clock.js';
import { UsageError } from '../../launch/usage-error.js';
import { fieldLines, print } from '../answer.js';
import { runningStack, type RunningStack } from '../running-stack.js';
import { untilDrained } from '../until-drained.js';

export function addClockCommand(program: Command): void {
  const clock = program.command('clock').description('the clock of the stack, which can be moved forward');
  clock
    .command('show')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => show(runningStack(), json));
  clock
    .command('advance')
    .description('move it forward; ends when all work that is due then has been done')
    .argument('<period>', 'ISO 8601, such as PT36H, P30D or P12M')
    .option('--json', 'as JSON')
    .action(async (period: string, { json = false }: { json?: boolean }) => {
      if (!isPeriod(period)) throw new UsageError(`'${String(period)}' is not a period such as PT36H, P30D or P12M.`);
      const stack = runningStack();
      // Calendar-exact from the stack's own now: a month is a month of that date.
      writeClockOffsetMs(stack.folder.clockFile, addPeriod(stack.clock.now(), period).getTime() - Date.now());
      await untilDrained(stack);
      show(stack, json);
    });
  clock
    .command('reset')
    .description('back to the real time; only in a data folder whose clock was never moved')
    .option('--json', 'as JSON')
    .action(({ json = false }: { json?: boolean }) => {
      const stack = runningStack();
      // Rows from a future that has been taken back would break what holds between instants, so it is not offered.
      if (readClockOffsetMs(stack.folder.clockFile) !== 0)
        throw new UsageError(
          `The clock cannot go back, since this data comes from the time it was moved to. Stop the stack and start it with a fresh KEEPWORD_DATA_DIR, or remove ${stack.folder.root}.`,
        );
      show(stack, json);
    });
}

function show({ clock, folder }: RunningStack, json: boolean): void {
  const state = { now: clock.now().toISOString(), aheadSeconds: Math.round(readClockOffsetMs(folder.clockFile) / 1000) };
  print({ json: state, text: fieldLines(state) }, json);
}
