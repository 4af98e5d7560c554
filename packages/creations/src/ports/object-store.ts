/** From and up to which byte, both counted from 0; `end` is the last byte wanted. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

export interface StoredObject {
  /** Size of the whole object. */
  readonly bytes: number;
  /** The object, or the part of it that was asked for. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/**
 * Files by key: `a/b/c`, each part of 1 to 120 letters, digits, `.`, `_` and `-`, not starting with a dot; at most 8 parts.
 * A key that is not of this shape is refused with an InvalidObjectKey.
 */
export interface ObjectStore {
  /** Whole or not at all; replaces what is there. @returns its size in bytes */
  put(key: string, content: Uint8Array | AsyncIterable<Uint8Array>): Promise<number>;
  /** @returns null when there is no such object */
  get(key: string, range?: ByteRange): Promise<StoredObject | null>;
  /** Bytes of the object as it lies there, without reading it; null when there is none. */
  size(key: string): Promise<number | null>;
  /** Nothing happens when there is no such object. */
  delete(key: string): Promise<void>;
  /** Keys that start with `prefix`, which ends at a `/` or is empty; in order. */
  list(prefix: string): AsyncIterable<string>;
}

export class InvalidObjectKey extends Error {
  override readonly name = 'InvalidObjectKey';
  constructor() {
    // The key itself stays out of the message: it leads to a person.
    super('an object key is 1 to 8 parts of letters, digits, dots, underscores and hyphens, joined by slashes');
  }
}

const part = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,119}$/;

export function isObjectKey(key: string): boolean {
  const parts = key.split('/');
  return parts.length <= 8 && parts.every((name) => part.test(name));
}
