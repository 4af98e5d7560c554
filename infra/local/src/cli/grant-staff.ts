import { openDatabase, PostgresStaffStore, PostgresUnitOfWork } from '@keepword/database';
import { Keyring, postgresKeyStore } from '@keepword/keyring';
import { isRefusal } from '@keepword/primitives';
import { grantStaffRole, totpSecretPlace, type GrantedStaffRole, type GrantStaffRole, type StaffRefusal } from '@keepword/staff';
import { Pool } from 'pg';
import { UsageError } from '../launch/usage-error.js';
import type { OperatorAccess } from './operator-access.js';

/** @throws UsageError when the role or the address is none */
export async function grantStaff(access: OperatorAccess, command: GrantStaffRole): Promise<GrantedStaffRole> {
  const { databaseUrl, keyStoreUrl, masterKey, clock } = access;
  const keys = new Pool({ connectionString: keyStoreUrl, max: 1 });
  const keyring = new Keyring(postgresKeyStore(keys), masterKey, clock);
  const secrets = {
    sealTotpSecret: (staffId: string, secret: Uint8Array) => keyring.seal(staffId, totpSecretPlace(staffId), secret),
  };
  try {
    const database = await openDatabase(databaseUrl, { connectionsMax: 1, applicationName: 'keepword-cli' });
    try {
      const granted = await new PostgresUnitOfWork(database).transaction(null, (uow) =>
        grantStaffRole({ staff: new PostgresStaffStore(), secrets }, uow, command, clock.now()),
      );
      if (isRefusal(granted)) throw new UsageError(sentence(granted, command));
      return granted;
    } finally {
      await database.destroy();
    }
  } finally {
    await keys.end();
  }
}

function sentence(refusal: StaffRefusal, { role, email }: GrantStaffRole): string {
  if (refusal.refused === 'unknown-role') return `There is no role '${role}'. The roles are ${refusal.allowed.join(', ')}.`;
  return `'${email}' is not an email address.`;
}
