import type { Profile } from '../profile-schema.js';
import type { LegalDocument } from './document.js';
import { recipientBlocks } from './sections/recipients.js';

/** The page that answers one question only: who receives what. */
export function recipientsPage(profile: Profile): LegalDocument {
  return {
    title: `Who receives data from ${profile.meta.displayName}`,
    sections: [{ id: 'recipients', heading: 'Recipients', blocks: recipientBlocks(profile) }],
  };
}
