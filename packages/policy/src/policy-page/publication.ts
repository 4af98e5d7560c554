import type { Instant } from '@keepword/primitives';
import type { Profile } from '../profile-schema.js';

export type RightsChannel = Profile['rights'][number]['channels'][number];

/** A place at which data is kept, from the inventory of the running platform. */
export interface StoreRegion {
  /** As people know it: «Database», «Pictures», or the name of a recipient. */
  store: string;
  /** Country or union whose law applies there, such as `EU` or `US`. */
  jurisdiction: string;
}

/** The facts of one published version, which no profile holds. */
export interface Publication {
  /** Name of the version, such as `2026-11-21` or `3`. */
  version: string;
  /** The instant from which the version is in force. */
  effectiveAt: Instant;
  /** The mailbox for privacy requests; required because two documents hide theirs. */
  privacyMailbox: string;
  /** Where data is kept. Empty means that no region has been recorded, and the page says so. */
  regions: readonly StoreRegion[];
  /** The channels that are open today; a listed right names the mailbox in place of a closed one. Left out: all are open. */
  openChannels?: readonly RightsChannel[];
}
