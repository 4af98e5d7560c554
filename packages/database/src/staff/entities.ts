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

export const staffEntities = [StaffMemberRow, StaffRoleRow] as const;
