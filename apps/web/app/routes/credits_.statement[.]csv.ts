import { getStatement } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { passOn } from '../platform/pass-on.server.js';
import { answered } from '../platform/problems.server.js';
import { openPersonalVisit } from '../platform/visit.server.js';

export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalVisit(request);
  const answer = await answered(visit, () => visit.api.fetch(getStatement, { headers: { accept: 'text/csv' }, signal: request.signal }));
  return passOn(answer, visit, { 'cache-control': 'private, no-store', 'content-disposition': 'attachment; filename="credits.csv"' });
}
