import type { Foundation } from '@keepword/composition';
import type { Publication } from '@keepword/policy';
import type { StaffSignInPorts } from '@keepword/staff';

export interface PrivacyPlatform extends Foundation {
  /** The version in force. */
  readonly publication: Publication;
  readonly staff: StaffSignInPorts;
}

export const PLATFORM = Symbol('PrivacyPlatform');
