import { getOutput } from '@keepword/contracts';
import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { passOn } from '../platform/pass-on.server.js';
import { answered } from '../platform/problems.server.js';
import { openPersonalStream } from '../platform/visit.server.js';

/** A picture of the signed-in person. The browser may keep what it shows for some minutes; a download is not kept. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = openPersonalStream(request);
  const { searchParams } = new URL(request.url);
  const n = Number(params.n);
  if (!Number.isInteger(n) || n < 0 || n > 15) throw data({ title: 'Not found' }, { status: 404 });
  const size = searchParams.get('size') === 'thumbnail' ? 'thumbnail' : 'full';
  const metadata = (['embed', 'strip'] as const).find((choice) => choice === searchParams.get('metadata'));
  const download = searchParams.get('download') === '1';
  const query = { size, ...(metadata ? { metadata } : {}), ...(download ? { download: '1' as const } : {}) } as const;
  const answer = await answered(visit, () =>
    visit.api.fetch(getOutput, { params: { id: params.creationId ?? '', n }, query, signal: request.signal }),
  );
  return passOn(answer, visit, {
    'cache-control': download ? 'private, no-store' : 'private, max-age=300',
    vary: 'Cookie',
  });
}
