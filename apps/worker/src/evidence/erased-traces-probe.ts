import type { ErasureDesk, Foundation } from '@keepword/composition';
import { PostgresEvidence } from '@keepword/database';
import { addPeriod, newId, subtractPeriod, type Period } from '@keepword/primitives';
import type { Sweep } from '../schedules/sweeps.js';

const name = 'erased-traces';
const every: Period = 'P1D';
/** Long enough that a probe that comes late by some hours leaves no gap. */
const validFor: Period = 'P2D';

/**
 * Searches every store for erased people once a day and after each erasure that was finished, and writes down what it found. That nothing is left is
 * measured anew, never taken from what an erasure said about itself. What it finds is said in the log at every run until it is gone.
 */
export function erasedTracesProbe(
  desk: Pick<ErasureDesk, 'searchErased' | 'finishedErasures'>,
  foundation: Pick<Foundation, 'clock' | 'logger' | 'storage'>,
): Sweep {
  const { clock, logger, storage } = foundation;
  const evidence = new PostgresEvidence(storage.database);
  let finishedBefore: number | null = null;
  return {
    name: 'traces of erased people',
    everyMs: 5_000,
    async run() {
      const at = clock.now();
      const last = (await evidence.newest()).find((one) => one.name === name);
      const finished = await desk.finishedErasures();
      const isDue = !last || last.at <= subtractPeriod(at, every) || finished !== finishedBefore;
      if (!isDue) return 0;
      const found = await desk.searchErased();
      // A restore waits to be replayed: until then they are there, and no service is ready.
      if (!found) return 0;
      const { people, traces, places } = found;
      const run = {
        id: newId(at),
        name,
        measured: traces,
        bound: 0,
        sample: people,
        at,
        validUntil: addPeriod(at, validFor),
        places: places.slice(0, 100),
      };
      await evidence.add(run);
      finishedBefore = finished;
      if (traces > 0) logger.error({ probe: name, traces, places, people }, 'something is left of people who were erased');
      // One measurement is enough for now, whatever it found.
      return 0;
    },
  };
}
