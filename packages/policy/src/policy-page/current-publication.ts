import type { Publication } from './publication.js';

/** The instant from which the first version of each shipped policy is in force. */
const firstEffectiveAt = new Date('2026-11-21T00:00:00Z');

/**
 * The version in force: the first one, until versions are published from the console. Web, services and rows name it by one digest.
 * Channels that this version of the platform does not offer yet are left out, so that the page names none that is not there.
 */
export function currentPublication(privacyMailbox: string): Publication {
  return {
    version: '1',
    effectiveAt: firstEffectiveAt,
    privacyMailbox,
    regions: [],
    openChannels: ['email', '/history', 'history', 'lightbox', 'settings/profile'],
  };
}
