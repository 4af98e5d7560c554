import type { Foundation } from '@keepword/composition';

/** Everything the handlers reach the world through; constructed once at boot. */
export type WorkerPlatform = Foundation;

export const PLATFORM = Symbol('WorkerPlatform');
