import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.js';

/** `sha256:` and the hash, in hexadecimal, of the value as canonical JSON. For servers only: it needs Node's crypto. */
export function digestOf(value: unknown): string {
  return `sha256:${createHash('sha256').update(canonicalJson(value)).digest('hex')}`;
}
