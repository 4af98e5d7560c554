import { createHmac } from 'node:crypto';
import type { Rectification } from '@keepword/database';
import { newId } from '@keepword/primitives';

interface Change {
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

/**
 * What is kept of a correction (GDPR Art. 16): whoever claims that a field said something can be proven right or wrong, and nobody reads from it what it
 * said. The digests are bound to this one correction, so that two people of one name have nothing in common.
 */
export function rectified(key: Uint8Array, { field, before, after }: Change, at: Date): Rectification {
  const id = newId(at);
  const digest = (value: string | null) =>
    createHmac('sha256', key)
      .update(`rectification v1\n${id}\n${field}\n${value === null ? 'null' : JSON.stringify(value)}`)
      .digest();
  return { id, field, beforeDigest: digest(before), afterDigest: digest(after), at };
}
