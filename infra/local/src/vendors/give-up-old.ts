import type { Instant, Period } from '@keepword/primitives';
import { subtractPeriod } from '@keepword/primitives';
import type { VendorContext } from './vendor.js';

const everyMs = 1_000;

/**
 * Has a stand-in give up what is older than `keptFor` by the local clock, now and from then on: also where nobody asks it anything, since what lies in
 * its folder is what a search of the stack finds.
 * @param forget is handed the instant before which everything goes
 * @returns ends it
 */
export function giveUpOld({ clock }: Pick<VendorContext, 'clock'>, keptFor: Period, forget: (before: Instant) => void): () => void {
  const round = () => forget(subtractPeriod(clock.now(), keptFor));
  round();
  const timer = setInterval(round, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
