import { NotPersonal, Personal } from '@keepword/data-map';
import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Somebody of the compliance team; erased when they leave it, by their staff id. */
@Entity('staff_members')
export class StaffMemberRow {
  @PrimaryColumn('uuid', { name: 'staff_id' })
  @Personal({ category: 'account.identity', subject: 'staff_id', onErasure: 'delete' })
  staffId!: string;

  @Column('text')
  @Personal({ category: 'account.identity', subject: 'staff_id', onErasure: 'delete' })
  email!: string;

  /** Sealed under the member's own data key. */
  @Column('bytea', { name: 'totp_secret' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  totpSecret!: Buffer;

  @Column('timestamptz', { name: 'totp_secret_made_at' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  totpSecretMadeAt!: Date;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'account.identity', subject: 'staff_id', onErasure: 'delete' })
  createdAt!: Date;
}

@Entity('staff_roles')
export class StaffRoleRow {
  @PrimaryColumn('uuid', { name: 'staff_id' })
  @Personal({ category: 'account.identity', subject: 'staff_id', onErasure: 'delete' })
  staffId!: string;

  @PrimaryColumn('text')
  @NotPersonal('one of the four kinds of work in the console')
  role!: string;

  @Column('timestamptz', { name: 'granted_at' })
  @Personal({ category: 'account.identity', subject: 'staff_id', onErasure: 'delete' })
  grantedAt!: Date;
}

/** A mailed link that waits for its code, by its SHA-256. */
@Entity('staff_sign_ins')
export class StaffSignInRow {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  @NotPersonal('hash of a random value')
  tokenHash!: Buffer;

  @Column('uuid', { name: 'staff_id' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  staffId!: string;

  @Column('integer', { name: 'wrong_codes' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  wrongCodes!: number;

  @Column('timestamptz', { name: 'expires_at' })
  @NotPersonal('end of a ten-minute window')
  expiresAt!: Date;
}

@Entity('staff_used_codes')
export class StaffUsedCodeRow {
  @PrimaryColumn('uuid', { name: 'staff_id' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  staffId!: string;

  @PrimaryColumn('bigint', { name: 'time_step' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  timeStep!: string;

  @Column('timestamptz', { name: 'used_at' })
  @Personal({ category: 'account.credentials', subject: 'staff_id', onErasure: 'delete' })
  usedAt!: Date;
}

@Entity('staff_sessions')
export class StaffSessionRow {
  @PrimaryColumn('bytea', { name: 'token_hash' })
  @NotPersonal('hash of a random value')
  tokenHash!: Buffer;

  @Column('uuid', { name: 'staff_id' })
  @Personal({ category: 'cookies.session', subject: 'staff_id', onErasure: 'delete' })
  staffId!: string;

  @Column('timestamptz', { name: 'created_at' })
  @Personal({ category: 'cookies.session', subject: 'staff_id', onErasure: 'delete' })
  createdAt!: Date;

  @Column('timestamptz', { name: 'last_seen_at' })
  @Personal({ category: 'cookies.session', subject: 'staff_id', onErasure: 'delete' })
  lastSeenAt!: Date;

  @Column('timestamptz', { name: 'expires_at' })
  @Personal({ category: 'cookies.session', subject: 'staff_id', onErasure: 'delete' })
  expiresAt!: Date;
}

export const staffEntities = [StaffMemberRow, StaffRoleRow, StaffSignInRow, StaffUsedCodeRow, StaffSessionRow] as const;
