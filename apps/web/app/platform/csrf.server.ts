import { randomBytes, timingSafeEqual } from 'node:crypto';

const secretBytes = 24;

export function newCsrfSecret(): string {
  return randomBytes(secretBytes).toString('base64url');
}

/** The secret under a fresh mask for each form, so that no two pages carry the same text for a compressed answer to leak. */
export function csrfToken(secret: string): string {
  const plain = Buffer.from(secret, 'base64url');
  const mask = randomBytes(plain.length);
  return Buffer.concat([mask, xor(plain, mask)]).toString('base64url');
}

export function csrfTokenFits(secret: string, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  const bytes = Buffer.from(token, 'base64url');
  const plain = Buffer.from(secret, 'base64url');
  if (plain.length === 0 || bytes.length !== plain.length * 2) return false;
  return timingSafeEqual(xor(bytes.subarray(plain.length), bytes.subarray(0, plain.length)), plain);
}

/** Whether the browser says that a request comes from a page of `origin`. Browsers that say nothing are judged by the form token alone. */
export function comesFromOurPage(headers: Headers, origin: string): boolean {
  const sentFrom = headers.get('origin');
  if (sentFrom !== null) return sentFrom === origin;
  const site = headers.get('sec-fetch-site');
  return site === null || site === 'same-origin';
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ (b[index] ?? 0)));
}
