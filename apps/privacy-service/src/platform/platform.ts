import type { Profile, Publication } from '@keepword/policy';

export interface PrivacyPlatform {
  readonly profile: Profile;
  /** The version in force. */
  readonly publication: Publication;
}

export const PLATFORM = Symbol('PrivacyPlatform');
