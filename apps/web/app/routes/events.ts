import { streamEvents } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { answered } from '../platform/problems.server.js';
import { openPersonalStream } from '../platform/visit.server.js';

/** The person's own event stream, passed through as it comes. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalStream(request);
  const lastEventId = request.headers.get('last-event-id');
  const headers = { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) };
  const answer = await answered(visit, () => visit.api.fetch(streamEvents, { headers, signal: request.signal }));
  const own = visit.headers();
  own.set('content-type', 'text/event-stream; charset=utf-8');
  // no-transform also keeps a compressing proxy from holding events back.
  own.set('cache-control', 'private, no-store, no-transform');
  own.set('x-content-type-options', 'nosniff');
  return new Response(answer.body, { headers: own });
}
