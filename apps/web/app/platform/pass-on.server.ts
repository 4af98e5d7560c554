import type { Visit } from './visit.server.js';

/** Headers of a file that come from the service; everything else about it is decided here. */
const kept = ['content-type', 'content-length', 'content-disposition', 'etag', 'last-modified'];

/** Streams an answer of core-api to the browser without holding it. Such a file can neither run scripts nor be framed. */
export function passOn(answer: Response, visit: Visit, more: Readonly<Record<string, string>>): Response {
  const headers = visit.headers();
  for (const name of kept) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  headers.set('x-content-type-options', 'nosniff');
  headers.set('content-security-policy', "default-src 'none'; sandbox; frame-ancestors 'none'");
  headers.set('cross-origin-resource-policy', 'same-origin');
  for (const [name, value] of Object.entries(more)) headers.set(name, value);
  return new Response(answer.body, { status: answer.status, headers });
}
