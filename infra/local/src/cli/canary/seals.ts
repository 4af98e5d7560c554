import { KeyDestroyed, Keyring, NotOpenable, postgresKeyStore, type Place } from '@keepword/keyring';
import { isId, type Clock } from '@keepword/primitives';
import { Pool } from 'pg';

/** Opens sealed values wherever they are found. */
export interface Seals {
  /** The plain bytes; null when it is not sealed, its key is gone, or it belongs to none of these places. */
  open(subjectId: string, places: readonly Place[], sealed: Uint8Array): Promise<Uint8Array | null>;
  close(): Promise<void>;
}

/** @param masterKey base64 of 32 bytes */
export function openSeals(keyStoreUrl: string, masterKey: string, clock: Clock): Seals {
  const pool = new Pool({ connectionString: keyStoreUrl, max: 2 });
  const keyring = new Keyring(postgresKeyStore(pool), Buffer.from(masterKey, 'base64'), clock);
  return {
    async open(subjectId, places, sealed) {
      if (!isId(subjectId)) return null;
      for (const place of places) {
        try {
          return await keyring.open(subjectId, place, sealed);
        } catch (error) {
          if (error instanceof KeyDestroyed) return null;
          if (!(error instanceof NotOpenable)) throw error;
        }
      }
      return null;
    },
    close: () => pool.end(),
  };
}
