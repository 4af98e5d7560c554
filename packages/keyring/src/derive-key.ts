import { createHmac } from 'node:crypto';

const firstBlock = Buffer.from([1]);

/**
 * HKDF-SHA-256 (RFC 5869) for one key of 32 bytes, which is one block. Node's own takes three times as long for so little, and every
 * value that is sealed or opened has a key of its own.
 */
export function deriveKey(secret: Uint8Array, salt: Uint8Array, purpose: string): Buffer {
  const extracted = createHmac('sha256', salt).update(secret).digest();
  return createHmac('sha256', extracted).update(purpose, 'utf8').update(firstBlock).digest();
}
