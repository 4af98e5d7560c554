import { systemClock, type Clock } from '@keepword/primitives';
import { keySetting, postgresSetting, readEnvironment } from '@keepword/service-kit';
import { z } from 'zod';
import { signedInAs } from '../launch/app-environment.js';
import { UsageError } from '../launch/usage-error.js';
import type { RunningStack } from './running-stack.js';

/** What a command for operators works with: the platform's database as the role `operator`, and the key store. */
export interface OperatorAccess {
  readonly databaseUrl: string;
  readonly keyStoreUrl: string;
  /** 32 bytes. */
  readonly masterKey: Uint8Array;
  readonly clock: Clock;
}

const operatorEnvironment = z.object({
  OPERATOR_DATABASE_URL: postgresSetting,
  KEYRING_URL: postgresSetting,
  KEYRING_MASTER_KEY: keySetting,
});

/** Credentials from the environment come first: on a machine with a local stack they still mean the place that they name. */
export function operatorAccess(
  environment: Readonly<Record<string, string | undefined>>,
  localStack: () => Omit<RunningStack, 'folder'>,
): OperatorAccess {
  if (environment['OPERATOR_DATABASE_URL']) {
    const given = readEnvironment(operatorEnvironment, environment);
    return {
      databaseUrl: given.OPERATOR_DATABASE_URL,
      keyStoreUrl: given.KEYRING_URL,
      masterKey: given.KEYRING_MASTER_KEY.subarray(0, 32),
      clock: systemClock,
    };
  }
  const { runtime, secrets, clock } = orSayWhatElse(localStack);
  return {
    databaseUrl: signedInAs('operator', runtime.databaseUrl, secrets),
    keyStoreUrl: signedInAs('keyring', runtime.keyStoreUrl, secrets),
    masterKey: Buffer.from(secrets.keyringMasterKey, 'base64'),
    clock,
  };
}

function orSayWhatElse(localStack: () => Omit<RunningStack, 'folder'>): Omit<RunningStack, 'folder'> {
  try {
    return localStack();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    throw new UsageError(`${error.message} For another place, set ${Object.keys(operatorEnvironment.shape).join(', ')}.`, { cause: error });
  }
}
