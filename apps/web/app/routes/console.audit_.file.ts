import { listAudit } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { openConsoleVisit } from '../console/console-visit.server.js';
import { passOn } from '../platform/pass-on.server.js';
import { answered } from '../platform/problems.server.js';

/** The whole log, one entry per line, the verdict on its chain as the last. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const headers = { accept: 'application/x-ndjson' };
  const answer = await answered(visit, () => visit.api.fetch(listAudit, { headers, signal: request.signal }));
  return passOn(answer, visit, {
    'cache-control': 'private, no-store',
    'content-disposition': 'attachment; filename="console-log.ndjson"',
  });
}
