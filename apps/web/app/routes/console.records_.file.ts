import { getRecordOfProcessing } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { openConsoleVisit } from '../console/console-visit.server.js';
import { passOn } from '../platform/pass-on.server.js';
import { answered } from '../platform/problems.server.js';

/** The record as a file, for whoever asks to see it. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openConsoleVisit(request);
  const csv = new URL(request.url).searchParams.get('as') === 'csv';
  const headers = { accept: csv ? 'text/csv' : 'application/json' };
  const answer = await answered(visit, () => visit.api.fetch(getRecordOfProcessing, { headers, signal: request.signal }));
  return passOn(answer, visit, {
    'cache-control': 'private, no-store',
    'content-disposition': `attachment; filename="record-of-processing.${csv ? 'csv' : 'json'}"`,
  });
}
