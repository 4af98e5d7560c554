import { data } from '@remix-run/node';
import { field, readForm } from './form.server.js';
import { isRefused, tried } from './problems.server.js';
import { Visit } from './visit.server.js';

/**
 * The page behind a mailed link: a person has to press its button, since mail scanners open links, and opening alone must change nothing.
 * @throws a 404 when the address holds nothing that could be a token
 */
export function loadLinkPage(request: Request, { charsMin = 20, charsMax = 200 } = {}) {
  const visit = new Visit(request);
  const token = new URL(request.url).searchParams.get('token') ?? '';
  if (token.length < charsMin || token.length > charsMax) throw data({ title: 'Not found' }, { status: 404 });
  return data({ token, csrf: visit.csrfToken }, { headers: visit.headers('always') });
}

/** The button was pressed. @param spend hands the token to the service that it is for */
export async function spendLinkToken<Answer>(request: Request, spend: (visit: Visit, token: string) => Promise<Answer>) {
  const visit = new Visit(request);
  const form = await readForm(visit);
  const answer = await tried(visit, () => spend(visit, field(form, 'token') ?? ''));
  return data(answer, { status: isRefused(answer) ? 422 : 200, headers: visit.headers() });
}
