import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { exportJWK, generateKeyPair } from 'jose';
import { z } from 'zod';

const coordinate = z.string().regex(/^[\w-]{43}$/, 'is 32 bytes as base64url');

const signingKey = z.strictObject({
  kty: z.literal('EC'),
  crv: z.literal('P-256'),
  alg: z.literal('ES256'),
  use: z.literal('sig'),
  kid: z.string().min(1).max(100),
  x: coordinate,
  y: coordinate,
  /** The private part. */
  d: coordinate,
});
export type SigningKey = z.infer<typeof signingKey>;

/** Oldest first. The last one signs; all of them verify, so a key goes only when the last token that it signed has run out. */
export const signingKeySet = z.strictObject({
  keys: z
    .array(signingKey)
    .min(1)
    .max(20)
    .refine((keys) => new Set(keys.map(({ kid }) => kid)).size === keys.length, 'two keys have the same kid'),
});
export type SigningKeySet = z.infer<typeof signingKeySet>;

/** A fresh ES256 key. Whoever keeps the set appends it at its end; services that verify by the published set follow by themselves. */
export async function newSigningKey(): Promise<SigningKey> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const { x, y, d } = await exportJWK(privateKey);
  return signingKey.parse({ kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', kid: randomUUID(), x, y, d });
}

/** @throws Error when the file cannot be read, or naming it when it holds no such key set; never with its content */
export function readSigningKeys(file: string): SigningKeySet {
  const keys = signingKeySet.safeParse(parsed(readFileSync(file, 'utf8')));
  if (keys.success) return keys.data;
  const problems = keys.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`.trim());
  throw new Error(`${file} holds no set of ES256 signing keys: ${problems.join('; ')}`);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return null; // the parser's own message quotes what it found, and that could be a private key
  }
}

export function publicKeys({ keys }: SigningKeySet): { readonly keys: readonly Omit<SigningKey, 'd'>[] } {
  return { keys: keys.map(({ d: _private, ...open }) => open) };
}
