import { getExportFile } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readerOf } from '../platform/capability.server.js';
import { backWithNotice, passOn, rangeAskedFor } from '../platform/pass-on.server.js';
import { Visit } from '../platform/visit.server.js';

/** The ZIP, streamed through; a download that broke off goes on where it stopped. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { api, query, suffix } = readerOf(visit);
  const id = params.id ?? '';
  try {
    const answer = await api.fetch(getExportFile, { params: { id }, query, headers: rangeAskedFor(request), signal: request.signal });
    return passOn(answer, visit, { 'cache-control': 'private, no-store' });
  } catch (error) {
    return backWithNotice(visit, `/exports/${encodeURIComponent(id)}${suffix}`, error);
  }
}
