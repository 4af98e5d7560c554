import { NotPersonal, Personal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A person's account. Email and name are plain, since signing in and writing mails need them. */
@Entity('accounts')
export class AccountRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('text')
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  email!: string;

  @Column('text', { name: 'display_name', nullable: true })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  displayName!: string | null;

  @Column('text', { name: 'picture_url', nullable: true })
  @Personal({ category: 'account.profile', subject: 'subject_id', onErasure: 'delete' })
  pictureUrl!: string | null;

  @Column('text', { name: 'age_band', nullable: true })
  @Personal({ category: 'account.age-band', subject: 'subject_id', onErasure: 'delete' })
  ageBand!: 'adult' | 'minor-with-guardian' | 'refused' | null;

  @Column('text')
  @Personal({ category: 'account.preferences', subject: 'subject_id', onErasure: 'delete' })
  theme!: string;

  @Column('text')
  @Personal({ category: 'account.preferences', subject: 'subject_id', onErasure: 'delete' })
  locale!: string;

  @Column('text', { name: 'download_metadata' })
  @Personal({ category: 'account.preferences', subject: 'subject_id', onErasure: 'delete' })
  downloadMetadata!: string;

  @Column('text')
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  state!: 'active' | 'closed';

  @Column('text', { name: 'profile_id' })
  @NotPersonal('which policy profile was in force when the account was made')
  profileId!: string;

  @Column('text', { name: 'policy_version' })
  @NotPersonal('digest of the policy version in force when the account was made')
  policyVersion!: string;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_activity_at' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  lastActivityAt!: Date;
}

/** A way in that belongs to an account, as the profile lets it be stored. */
@Entity('identity_links')
export class IdentityLinkRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @PrimaryColumn('text')
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  provider!: string;

  /** Null where the profile lets only a keyed hash be kept (readings B25); then `account_lookups` alone leads here. */
  @Column('text', { name: 'provider_subject', nullable: true })
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  providerSubject!: string | null;

  /** The identity vendor's own id of the user, needed to have the vendor delete it. */
  @Column('text', { name: 'vendor_user_id', nullable: true })
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  vendorUserId!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  createdAt!: Date;
}

/** From a keyed hash of an address or a provider's subject to the account, before anybody is signed in. */
@Entity('account_lookups')
export class AccountLookupRow {
  @PrimaryColumn('bytea')
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  lookup!: Buffer;

  @Column('text')
  @NotPersonal('says what kind of value was hashed')
  kind!: 'email' | 'identity' | 'vendor-user';

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'account.credentials', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;
}

@Entity('sessions')
export class SessionRow {
  @PrimaryColumn('uuid')
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  id!: string;

  @Column('uuid', { name: 'subject_id' })
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  /** «Firefox on Linux», only where the profile collects it. */
  @Column('text', { nullable: true })
  @Personal({ category: 'technical.device', subject: 'subject_id', onErasure: 'delete' })
  device!: string | null;

  @Column('inet', { nullable: true })
  @Personal({ category: 'technical.ip', subject: 'subject_id', onErasure: 'delete' })
  ip!: string | null;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  expiresAt!: Date;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  @Personal({ category: 'cookies.session', subject: 'subject_id', onErasure: 'delete' })
  endedAt!: Date | null;
}

/** A new address that waits for the mailed link to be opened. */
@Entity('email_changes')
export class EmailChangeRow {
  @PrimaryColumn('uuid', { name: 'subject_id' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  subjectId!: string;

  @Column('text', { name: 'new_email' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  newEmail!: string;

  @Column('timestamptz', { name: 'requested_at' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  requestedAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  @Personal({ category: 'account.identity', subject: 'subject_id', onErasure: 'delete' })
  expiresAt!: Date;
}

/** A mailed link's token, by its SHA-256; whoever takes it removes it. */
@Entity('one_time_tokens')
export class OneTimeTokenRow {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  @NotPersonal('hash of a random value')
  tokenHash!: Buffer;

  /** What the link is for: an address to sign in, where there may be no account yet, or the subject whose address changes. */
  @Column('jsonb')
  @Personal({ category: 'account.identity', subject: 'payload.subjectId | payload.email -> accounts.email', onErasure: 'delete' })
  payload!: Record<string, unknown>;

  @Column('timestamptz', { name: 'expires_at' })
  @NotPersonal('end of a fifteen-minute window')
  expiresAt!: Date;
}
