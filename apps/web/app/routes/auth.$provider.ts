import { startSignIn } from '@keepword/contracts';
import { data, redirect, type LoaderFunctionArgs } from '@remix-run/node';
import { environment } from '../platform/boot.server.js';
import { signInMethods } from '../platform/catalogue.server.js';
import { answered } from '../platform/problems.server.js';
import { detour, safeReturnTo } from '../platform/return-to.server.js';
import { Visit } from '../platform/visit.server.js';

/** Starts a sign-in at an identity provider. Only our own pages may start one: another site's link leads to the sign-in page first. */
export async function loader({ request, params }: LoaderFunctionArgs) {
  const visit = new Visit(request);
  const methods = await answered(visit, signInMethods);
  const method = (['google', 'github'] as const).find((id) => id === params.provider && methods.includes(id));
  if (!method) throw data({ title: 'Not found' }, { status: 404 });
  const returnTo = safeReturnTo(new URL(request.url).searchParams.get('returnTo'));
  if (request.headers.get('sec-fetch-site') === 'cross-site') throw redirect(detour('/sign-in', returnTo));
  const redirectUri = `${environment.webUrl}/auth/callback`;
  const { url, flow } = await answered(visit, () => visit.api.call(startSignIn, { body: { method, redirectUri } }));
  if (!url || !/^https?:/.test(url)) throw new TypeError('a redirecting sign-in answered without an address');
  visit.begin({ flow, returnTo, purpose: 'sign-in' });
  return redirect(url, { headers: visit.headers() });
}
