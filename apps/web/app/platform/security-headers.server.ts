import { randomBytes } from 'node:crypto';
import { environment } from './boot.server.js';

export function newNonce(): string {
  return randomBytes(16).toString('base64');
}

/** Headers of every page. Forms go nowhere but here: the way to a payment page is a link, so no other origin has to be allowed. */
export function setPageHeaders(headers: Headers, nonce: string): void {
  const policy = [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'`,
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    ...(environment.webUrl.startsWith('https:') ? ['upgrade-insecure-requests'] : []),
  ];
  headers.set('content-security-policy', policy.join('; '));
  headers.set('cache-control', headers.get('cache-control') ?? 'private, no-cache');
  headers.set('cross-origin-opener-policy', 'same-origin');
  headers.set('cross-origin-resource-policy', 'same-origin');
  headers.set('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()');
  // Not no-referrer: browsers would then hide the origin of our own forms from us.
  headers.set('referrer-policy', 'same-origin');
  headers.set('x-content-type-options', 'nosniff');
  if (environment.webUrl.startsWith('https:')) headers.set('strict-transport-security', 'max-age=31536000; includeSubDomains');
}
