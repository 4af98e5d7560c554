import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

const ivBytes = 12;
const tagBytes = 16;
/** An unsealed value never grows beyond this, so a tampered length cannot make us unpack gigabytes. */
const plainBytesMax = 16_384;

/** Turns a value into text that only this installation can read or change. */
export interface Seal {
  seal(value: unknown): string;
  /** Null for anything that was not sealed here, or was changed since. */
  open(sealed: string): unknown;
}

/** AES-256-GCM under a key derived from `secret`; `purpose` keeps two uses of one secret apart. */
export function createSeal(secret: string, purpose: string): Seal {
  const key = Buffer.from(hkdfSync('sha256', secret, '', `keepword/${purpose}/1`, 32));
  const boundTo = Buffer.from(purpose);
  return {
    seal(value) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(boundTo);
      const body = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(value))), cipher.final()]);
      return Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length <= ivBytes + tagBytes) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes)).setAAD(boundTo);
        decipher.setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
        const packed = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()]);
        return JSON.parse(inflateRawSync(packed, { maxOutputLength: plainBytesMax }).toString());
      } catch {
        return null; // sealed under another secret, cut short or tampered with: the same as no cookie at all
      }
    },
  };
}
