import { data, type LoaderFunctionArgs } from '@remix-run/node';
import { openPersonalStream } from '../platform/visit.server.js';
import { quoteOf } from '../platform/catalogue.server.js';
import { isRefused, tried } from '../platform/problems.server.js';

/** The price of what the studio's form says right now; null when that cannot be made. */
export async function loader({ request }: LoaderFunctionArgs) {
  const visit = openPersonalStream(request);
  const { searchParams } = new URL(request.url);
  const [model = '', tier = ''] = (searchParams.get('choice') ?? '').split(':', 2);
  const whole = (name: string, fallback: number) => Number(searchParams.get(name) ?? fallback);
  const parameters = { width: whole('width', 1024), height: whole('height', 1024), count: whole('count', 1) };
  const answer = await tried(visit, async () => ({ credits: await quoteOf({ modality: 'image', model, tier, parameters }) }));
  return data({ credits: isRefused(answer) ? null : answer.credits }, { headers: visit.headers() });
}
