import type { Keyring } from '@keepword/keyring';
import type { StaffSecrets } from '@keepword/staff';

const place = (staffId: string) => ({ table: 'staff_members', column: 'totp_secret', rowId: staffId });

/** A second factor is sealed under its member's own key. */
export function staffSecrets(keyring: Keyring): StaffSecrets {
  return {
    sealTotpSecret: (staffId, secret) => keyring.seal(staffId, place(staffId), secret),
    openTotpSecret: (staffId, sealed) => keyring.open(staffId, place(staffId), sealed),
  };
}
