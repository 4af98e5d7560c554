import type { ErasureDesk, Foundation } from '@keepword/composition';
import { driveRun, runAlarms, type ErasureRun } from '@keepword/data-rights';
import { isRefusal } from '@keepword/primitives';
import type { Sweep } from '../schedules/sweeps.js';

/** Runs that are taken up in one round. */
const runsPerRound = 5;
/** Calls of participants before another run has its turn; each part of a large erasure is one. */
const callsPerTurn = 100;

/** Takes up the erasures that have something to do, the longest due first. @returns how many got on */
export async function driveDueErasures(
  { store, work }: Pick<ErasureDesk, 'store' | 'work'>,
  { clock, logger }: Pick<Foundation, 'clock' | 'logger'>,
  holder: string,
): Promise<number> {
  let gotOn = 0;
  for (const runId of await store.due(clock.now(), runsPerRound)) {
    try {
      const last = await driveRun(work, runId, holder, () => clock.now(), callsPerTurn);
      if (isRefusal(last)) continue;
      gotOn += 1;
      alarm(logger, last.run, clock.now());
    } catch (error) {
      // One run that cannot be opened or saved keeps no other from being driven.
      logger.warn({ err: error, runId }, 'an erasure could not be driven; it is tried again');
    }
  }
  return gotOn;
}

export function erasureSweeps(desk: ErasureDesk, foundation: Pick<Foundation, 'clock' | 'logger'>, holder: string): readonly Sweep[] {
  return [
    { name: 'what a restore undid', everyMs: 1_000, run: async () => (await desk.replay()).erasures },
    { name: 'erasures', everyMs: 1_000, run: () => driveDueErasures(desk, foundation, holder) },
  ];
}

/** Whoever watches the logs hears of a step that was tried in vain for a day, at every further attempt. */
function alarm(logger: Foundation['logger'], run: ErasureRun, at: Date): void {
  for (const { stepId, since, attempts, problem } of runAlarms(run, at))
    logger.error(
      { runId: run.id, stepId, since: since.toISOString(), attempts, problem },
      'an erasure waits for somebody who does not answer',
    );
}
