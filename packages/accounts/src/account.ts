import type { ProfileId } from '@keepword/policy';
import type { SubjectId } from '@keepword/primitives';

export type AgeBand = 'adult' | 'minor-with-guardian' | 'refused';

export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  /** BCP 47. */
  readonly locale: string;
  readonly downloadMetadata: 'embed' | 'strip';
}

export const defaultPreferences: Preferences = { theme: 'system', locale: 'en', downloadMetadata: 'strip' };

export interface Account extends Preferences {
  readonly subjectId: SubjectId;
  readonly email: string;
  readonly displayName: string | null;
  readonly pictureUrl: string | null;
  /** Null until the person answered the age question; a birth date or an age is never kept (readings A7). */
  readonly ageBand: AgeBand | null;
  readonly state: 'active' | 'closed';
  readonly profileId: ProfileId;
  readonly policyVersion: string;
  readonly createdAt: Date;
  readonly lastActivityAt: Date;
  /** Since when its data is only kept (GDPR Art. 18); null for most. */
  readonly restrictedSince: Date | null;
  /** When a minor's guardian agreed; null for everybody else, and before that. */
  readonly guardianAgreedAt: Date | null;
}

export interface Session {
  readonly id: string;
  readonly subjectId: SubjectId;
  readonly device: string | null;
  readonly ip: string | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
  readonly expiresAt: Date;
  readonly endedAt: Date | null;
}
