import { createHmac } from 'node:crypto';
import { canonicalJson, type JsonValue } from '@keepword/data-rights';

/**
 * A keyed digest of all that a request says, words included. It tells two requests under one key apart; without the key it tells nothing of a
 * short message, and nobody can guess at it from a copy of the table.
 */
export function requestDigest(key: Uint8Array, body: unknown): string {
  const json = JSON.parse(JSON.stringify(body)) as JsonValue;
  return createHmac('sha256', key).update('keepword case request v1\n').update(canonicalJson(json)).digest('base64url');
}
