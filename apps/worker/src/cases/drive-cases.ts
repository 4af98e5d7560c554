import { deedWords, nothingHeldWords, type CaseDesk, type Foundation } from '@keepword/composition';
import { caseClasses, caseClassIds, driveCase, type CaseDriving, type Driven, type Deed } from '@keepword/data-rights';
import type { Id } from '@keepword/primitives';
import type { Sweep } from '../schedules/sweeps.js';

const batch = 50;
/** An objection to marketing needs no proof of identity, so nothing ever moves it on from being received. */
const drivable = ['received', 'open'] as const;
/** Withdrawn cases whose deeds are undone are not looked at again by this process. */
const settledMax = 10_000;

/** Takes every case whose class has a deed as far as it goes: the newest at once, and all others in turns. */
export function caseDriver(foundation: Pick<Foundation, 'clock' | 'logger'>, desk: CaseDesk, deeds: readonly Deed[]): Sweep {
  const { clock, logger } = foundation;
  const classes = caseClassIds.filter((id) => deeds.some(({ action }) => action === caseClasses[id].action));
  const driving: CaseDriving = { transaction: (work) => desk.transaction(clock.now(), work), deeds, words: deedWords, nothingHeldWords };
  const settled = new Set<Id>();
  let before: Id | null = null;
  const page = async (states: readonly ('received' | 'open' | 'withdrawn')[], from: Id | null): Promise<readonly Id[]> => {
    const found = await desk.transaction(clock.now(), ({ store, uow }) =>
      store.list(uow, { states, classes }, { before: from, limit: batch }),
    );
    return found.map(({ caseId }) => caseId);
  };
  const drive = async (caseId: Id): Promise<Driven | 'failed'> => {
    try {
      return await driveCase(driving, caseId, clock.now());
    } catch (error) {
      // One case that fails keeps no other from being driven; it is tried again in the next round.
      logger.warn({ err: error, caseId }, 'a case could not be driven');
      return 'failed';
    }
  };
  return {
    name: 'cases',
    everyMs: 1_000,
    async run() {
      const newest = await page(drivable, null);
      const older: readonly Id[] = newest.length < batch ? [] : await page(drivable, before ?? newest.at(-1) ?? null);
      before = older.length < batch ? null : (older.at(-1) ?? null);
      let ended = 0;
      for (const caseId of new Set([...newest, ...older])) if ((await drive(caseId)) === 'ended') ended += 1;
      for (const caseId of await page(['withdrawn'], null)) {
        if (settled.has(caseId) || (await drive(caseId)) === 'failed') continue;
        if (settled.size >= settledMax) settled.clear();
        settled.add(caseId);
      }
      return ended;
    },
  };
}
