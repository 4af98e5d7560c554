import { redirect } from '@remix-run/node';
import { refusedPart, type Visited } from './problems.server.js';

/** Headers of a file that come from the service; everything else about it is decided here. */
const kept = ['content-type', 'content-length', 'content-disposition', 'content-range', 'accept-ranges', 'etag', 'last-modified'];

/** What a browser asks for when it goes on with a download that broke off. */
export function rangeAskedFor(request: Request): Record<string, string> {
  const asked = ['range', 'if-range'].flatMap((name) => {
    const value = request.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  return Object.fromEntries(asked);
}

/** Streams an answer of a service to the browser without holding it. Such a file can neither run scripts nor be framed. */
export function passOn(answer: Response, visit: Visited, more: Readonly<Record<string, string>>): Response {
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

/**
 * A file that cannot be had leads back to its page, which says why: a browser that was told to download shows no page of ours.
 * @throws whatever is no «no» of the service
 */
export function backWithNotice(visit: Visited, page: string, error: unknown): Response {
  const part = refusedPart(visit, error);
  const notice = part === 'not-offered' ? 'gone' : 'unavailable';
  const address = `${page}${page.includes('?') ? '&' : '?'}notice=${notice}`;
  return redirect(address, { status: 303, headers: visit.headers() });
}
