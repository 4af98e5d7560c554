import type { Keyring } from '@keepword/keyring';
import { totpSecretPlace as place, type StaffSecrets } from '@keepword/staff';

/** A second factor is sealed under its member's own key. */
export function staffSecrets(keyring: Keyring): StaffSecrets {
  return {
    sealTotpSecret: (staffId, secret) => keyring.seal(staffId, place(staffId), secret),
    openTotpSecret: (staffId, sealed) => keyring.open(staffId, place(staffId), sealed),
  };
}
