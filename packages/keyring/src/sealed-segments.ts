import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { deriveKey } from './derive-key.js';

/**
 * The sealed form, for a column of ten bytes and a video of gigabytes alike:
 *
 *   1 byte   format (1)
 *   4 bytes  key version, big-endian
 *   32 bytes salt
 *   then segments of at most 65 536 plaintext bytes, each followed by its 16-byte tag
 *
 * AES-256-GCM under HKDF-SHA-256(data key, salt). The nonce is the segment's number plus a «last» flag (the STREAM
 * construction of Hoang, Reyhanitabar, Rogaway and Vizár, 2015), so segments cannot be dropped, swapped or cut off
 * unseen, and any range can be opened by itself. The place (table, column, row) is authenticated with each segment:
 * a value moved to another row does not open.
 */
export const SEGMENT_BYTES = 65_536;
export const TAG_BYTES = 16;
export const HEADER_BYTES = 37;
const FORMAT = 1;

/** Where a sealed value lives. It is authenticated, not stored. */
export interface Place {
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

/** The sealed bytes were changed, cut, moved to another place, or belong to another key. */
export class NotOpenable extends Error {
  override readonly name = 'NotOpenable';
}

export interface Header {
  readonly keyVersion: number;
  readonly salt: Buffer;
}

export function newHeader(keyVersion: number): Header & { readonly bytes: Buffer } {
  const salt = randomBytes(32);
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt8(FORMAT, 0);
  bytes.writeUInt32BE(keyVersion, 1);
  salt.copy(bytes, 5);
  return { keyVersion, salt, bytes };
}

/** As many as the key store can number. */
const keyVersionMax = 0x7f_ff_ff_ff;

/** @throws NotOpenable when the bytes do not start as a sealed value does */
export function readHeader(sealed: Uint8Array): Header {
  if (sealed.length < HEADER_BYTES + TAG_BYTES || sealed[0] !== FORMAT) throw new NotOpenable('not a sealed value');
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, HEADER_BYTES);
  const keyVersion = bytes.readUInt32BE(1);
  if (keyVersion < 1 || keyVersion > keyVersionMax) throw new NotOpenable('not a sealed value');
  return { keyVersion, salt: Buffer.from(bytes.subarray(5)) };
}

/** Opens or seals single segments of one value. Immutable; holds the derived key in memory only. */
export class SegmentCipher {
  readonly #key: Buffer;
  readonly #keyVersion: number;
  readonly #place: string;

  constructor(dataKey: Uint8Array, header: Header, place: Place) {
    this.#key = deriveKey(dataKey, header.salt, 'keepword sealed value');
    this.#keyVersion = header.keyVersion;
    // JSON keeps the three names apart whatever characters they hold.
    this.#place = JSON.stringify([place.table, place.column, place.rowId]);
  }

  seal(segment: number, last: boolean, plain: Uint8Array): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonceOf(segment, last));
    cipher.setAAD(this.#associated(segment));
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  /** @throws NotOpenable */
  open(segment: number, last: boolean, sealed: Uint8Array): Buffer {
    if (sealed.length < TAG_BYTES) throw new NotOpenable('a segment is cut off');
    const decipher = createDecipheriv('aes-256-gcm', this.#key, nonceOf(segment, last));
    decipher.setAAD(this.#associated(segment));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
    } catch (cause) {
      throw new NotOpenable('a segment does not authenticate', { cause });
    }
  }

  #associated(segment: number): Buffer {
    return Buffer.from(`${this.#place}|${segment}|${this.#keyVersion}`, 'utf8');
  }
}

function nonceOf(segment: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt32BE(segment, 7);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** A whole value at once. */
export function sealBytes(dataKey: Uint8Array, keyVersion: number, place: Place, plain: Uint8Array): Buffer {
  const header = newHeader(keyVersion);
  const cipher = new SegmentCipher(dataKey, header, place);
  const parts: Buffer[] = [header.bytes];
  const segments = Math.max(1, Math.ceil(plain.length / SEGMENT_BYTES));
  for (let n = 0; n < segments; n += 1)
    parts.push(cipher.seal(n, n === segments - 1, plain.subarray(n * SEGMENT_BYTES, (n + 1) * SEGMENT_BYTES)));
  return Buffer.concat(parts);
}

/** @throws NotOpenable */
export function openBytes(dataKey: Uint8Array, place: Place, sealed: Uint8Array): Buffer {
  const cipher = new SegmentCipher(dataKey, readHeader(sealed), place);
  const parts: Buffer[] = [];
  const step = SEGMENT_BYTES + TAG_BYTES;
  for (let n = 0, at = HEADER_BYTES; at < sealed.length; n += 1, at += step) {
    parts.push(cipher.open(n, at + step >= sealed.length, sealed.subarray(at, at + step)));
  }
  return Buffer.concat(parts);
}

/** The length of the plaintext inside `sealedBytes` sealed bytes. */
export function plainLength(sealedBytes: number): number {
  const body = sealedBytes - HEADER_BYTES;
  const segments = Math.ceil(body / (SEGMENT_BYTES + TAG_BYTES));
  return body - segments * TAG_BYTES;
}
