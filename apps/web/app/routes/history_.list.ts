import { downloadHistory } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { passOn } from '../platform/pass-on.server.js';
import { answered } from '../platform/problems.server.js';
import { openPersonalVisit } from '../platform/visit.server.js';

/** The whole history with its words and settings, streamed through. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const as = new URL(request.url).searchParams.get('as') === 'csv' ? ('csv' as const) : ('json' as const);
  const answer = await answered(visit, () => visit.api.fetch(downloadHistory, { query: { as }, signal: request.signal }));
  return passOn(answer, visit, { 'cache-control': 'private, no-store' });
}
