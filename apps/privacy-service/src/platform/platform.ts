import type { CaseDesk, Foundation } from '@keepword/composition';
import type { Publication } from '@keepword/policy';
import type { StaffSignInPorts } from '@keepword/staff';

export interface PrivacyPlatform extends Foundation {
  /** The version in force. */
  readonly publication: Publication;
  readonly staff: StaffSignInPorts;
  /** Where requests about data are worked on, under a role of its own. */
  readonly desk: CaseDesk;
}

export const PLATFORM = Symbol('PrivacyPlatform');
