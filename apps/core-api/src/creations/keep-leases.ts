import { renewLeases, submitCreation } from '@keepword/creations';
import type { Platform } from '../platform/platform.js';

const everyMs = 10_000;

/** Says every ten seconds that this process still holds what was entrusted to its memory, and submits what waits for its turn. @returns stops it */
export function keepLeases(platform: Platform): () => void {
  const { creations, logger } = platform;
  let busy = false;
  const renew = async () => {
    if (busy) return;
    busy = true;
    try {
      for (const owner of await renewLeases(creations)) {
        // Its turn in the person's queue may have come.
        await submitCreation(creations, owner).catch((error: unknown) => logger.warn({ err: error }, 'a creation with a reference waits'));
      }
    } catch (error) {
      logger.warn({ err: error }, 'leases could not be renewed; they are tried again');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void renew(), everyMs);
  return () => clearInterval(timer);
}
