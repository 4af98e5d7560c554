import { getCertificate } from '@keepword/contracts';
import type { LoaderFunctionArgs } from '@remix-run/node';
import { readerOf } from '../platform/capability.server.js';
import { backWithNotice, passOn } from '../platform/pass-on.server.js';
import { Visit } from '../platform/visit.server.js';

/** The signed file, byte for byte. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const { api, query, suffix } = readerOf(visit);
  const id = params.id ?? '';
  try {
    const answer = await api.fetch(getCertificate, { params: { id }, query, signal: request.signal });
    return passOn(answer, visit, {
      'cache-control': 'private, no-store',
      'content-disposition': 'attachment; filename="erasure-certificate.json"',
    });
  } catch (error) {
    return backWithNotice(visit, `/erasures/${encodeURIComponent(id)}${suffix}`, error);
  }
}
