import { createHash, createPrivateKey, createPublicKey, sign, verify, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson } from './canonical-json.js';

const instant = z.iso.datetime();

/** A public key as it is published (RFC 8037), with the time in which it signs and, when it got lost, since when nobody may trust it. */
export const publishedKeySchema = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  /** 32 bytes, base64url. */
  x: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  /** The key's own thumbprint (RFC 7638), so that nobody can put another key under a known name. */
  kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  use: z.literal('sig'),
  notBefore: instant.optional(),
  notAfter: instant.optional(),
  revokedAt: instant.optional(),
});

/** What `/.well-known/keepword-keys.json` holds: the key in use, those to come and those that once signed. */
export const keySetSchema = z.object({ keys: z.array(publishedKeySchema).max(100) });

export type PublishedKey = z.infer<typeof publishedKeySchema>;
export type KeySet = z.infer<typeof keySetSchema>;

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly published: PublishedKey;
}

/** Until when a key signs and from when on; ISO 8601 instants. */
export type KeyWindow = Pick<PublishedKey, 'notBefore' | 'notAfter' | 'revokedAt'>;

export interface DetachedSignature {
  readonly alg: 'EdDSA';
  readonly kid: string;
  /** 64 bytes, base64url. */
  readonly value: string;
}

export const signatureSchema = z.strictObject({
  alg: z.literal('EdDSA'),
  kid: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  value: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});

/** What is signed: each purpose has a line of its own before the bytes, so that a signature given for one is worth nothing for another. */
export type SignedPurpose = 'erasure-certificate' | 'export-manifest';

export type SignatureProblem =
  | 'unknown-key'
  | 'key-id-mismatch'
  | 'key-revoked'
  | 'signed-before-key'
  | 'signed-after-key'
  | 'signature-malformed'
  | 'signature-wrong';

/** Of an Ed25519 private key in PKCS #8 (RFC 8410): all that stands before the 32 bytes. */
const pkcs8Head = Buffer.from('302e020100300506032b657004220420', 'hex');

/**
 * The key pair of a 32-byte seed: the same seed is the same key, so that a service needs to keep nothing but a secret.
 * @throws RangeError when the seed has another length
 */
export function signingKeyFromSeed(seed: Uint8Array, window: KeyWindow = {}): SigningKey {
  if (seed.length !== 32) throw new RangeError(`an Ed25519 seed has 32 bytes, found ${seed.length}`);
  const privateKey = createPrivateKey({ key: Buffer.concat([pkcs8Head, seed]), format: 'der', type: 'pkcs8' });
  const x = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? '';
  const kid = thumbprint(x);
  return { kid, privateKey, published: { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', ...window } };
}

/** A key's name: the digest of its required members (RFC 7638). */
export function thumbprint(x: string): string {
  return createHash('sha256')
    .update(canonicalJson({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
}

/** The published set of several keys; the order is theirs. */
export function keySetOf(keys: readonly Pick<SigningKey, 'published'>[]): KeySet {
  return { keys: keys.map(({ published }) => published) };
}

/** Of several keys the one that signs at `at`: in its time, not revoked, the newest first. Null when there is none. */
export function keyInUse<Key extends Pick<SigningKey, 'published'>>(keys: readonly Key[], at: Date): Key | null {
  const usable = keys.filter(({ published }) => published.revokedAt === undefined && outsideWindow(published, at) === null);
  return usable.toSorted((a, b) => startOf(b.published) - startOf(a.published))[0] ?? null;
}

export function signBytes(key: SigningKey, purpose: SignedPurpose, bytes: Uint8Array): DetachedSignature {
  return { alg: 'EdDSA', kid: key.kid, value: sign(null, framed(purpose, bytes), key.privateKey).toString('base64url') };
}

export interface SignedBytes {
  readonly purpose: SignedPurpose;
  readonly bytes: Uint8Array;
  readonly signature: DetachedSignature;
  /** When the signed text says that it was signed. */
  readonly signedAt: Date;
}

/** Null when one of `trusted` signed the bytes in its time. A revoked key is worth nothing, also for earlier dates: its thief can write any. */
export function signatureProblem({ purpose, bytes, signature, signedAt }: SignedBytes, trusted: KeySet): SignatureProblem | null {
  const key = trusted.keys.find(({ kid }) => kid === signature.kid);
  if (!key) return 'unknown-key';
  if (thumbprint(key.x) !== key.kid) return 'key-id-mismatch';
  if (key.revokedAt !== undefined) return 'key-revoked';
  const raw = Buffer.from(signature.value, 'base64url');
  // The last character has bits to spare: only one of its spellings is the signature.
  if (raw.length !== 64 || raw.toString('base64url') !== signature.value) return 'signature-malformed';
  const publicKey = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: key.x }, format: 'jwk' });
  if (!verify(null, framed(purpose, bytes), publicKey, raw)) return 'signature-wrong';
  return outsideWindow(key, signedAt);
}

function outsideWindow({ notBefore, notAfter }: KeyWindow, at: Date): 'signed-before-key' | 'signed-after-key' | null {
  if (notBefore !== undefined && at.getTime() < Date.parse(notBefore)) return 'signed-before-key';
  return notAfter !== undefined && at.getTime() > Date.parse(notAfter) ? 'signed-after-key' : null;
}

const startOf = ({ notBefore }: KeyWindow) => (notBefore === undefined ? 0 : Date.parse(notBefore));

const framed = (purpose: SignedPurpose, bytes: Uint8Array) => Buffer.concat([Buffer.from(`keepword ${purpose} v1\n`), bytes]);
