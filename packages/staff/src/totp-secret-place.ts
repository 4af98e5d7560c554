import type { Id } from '@keepword/primitives';

/** Where a member's sealed second factor stands; the place is part of the seal. */
export const totpSecretPlace = (staffId: Id) => ({ table: 'staff_members', column: 'totp_secret', rowId: staffId });
