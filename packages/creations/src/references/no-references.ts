import { refuse } from '@keepword/primitives';
import type { References } from './references.js';

/** For profiles that take no picture. */
export function noReferences(): References {
  return {
    take: async () => refuse('not-offered'),
    record: async () => ({ submittedBy: 'worker' }),
    within: () => true,
    find: async () => null,
    release: async () => {},
    discard: async () => {},
  };
}
